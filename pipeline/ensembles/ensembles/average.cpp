#include "pipeline/ensembles/ensembles/ensembles.hpp"

namespace dlflow::ensembles {
namespace {

struct Options {};

}  // namespace

EnsembleKind average() {
  return {
      .choice = {.name = "average",
                 .doc = "The mean of the members' probabilities or values.",
                 .example = "{}",
                 .source = "as scikit-learn's VotingClassifier, voting soft, and VotingRegressor",
                 .make = [] { return std::make_shared<Options>(); },
                 .describe = [](schema::Object&, void*) {}},
      .for_regression = true,
      .fit = [](const void*, std::span<const Member> members, const data::Target&,
                const metrics::MetricKind&) { return equal_weights(members.size()); },
      .combine = weighted_sum,
      .lower = lowered_sum};
}

}  // namespace dlflow::ensembles
