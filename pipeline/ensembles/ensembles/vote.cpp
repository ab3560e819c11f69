#include <algorithm>

#include "core/base/error.hpp"
#include "pipeline/ensembles/ensembles/ensembles.hpp"

namespace dlflow::ensembles {
namespace {

struct Options {};

/// Each member gives its weight to its most probable class, the lowest of equal ones.
data::Predictions count_votes(std::span<const double> weights,
                              std::span<const data::Predictions* const> predictions) {
  DLFLOW_REQUIRE(!predictions.empty(), "an ensemble needs members");
  data::Predictions out(predictions.front()->rows, predictions.front()->columns);
  for (std::size_t m = 0; m < weights.size(); ++m) {
    const data::Predictions& of_member = *predictions[m];
    DLFLOW_REQUIRE(of_member.rows == out.rows && of_member.columns == out.columns,
                   "predictions of one shape");
    for (std::size_t n = 0; n < out.rows; ++n) {
      const auto shares = of_member.row(n);
      const auto winner = std::ranges::max_element(shares) - shares.begin();
      out(n, static_cast<std::size_t>(winner)) += weights[m];
    }
  }
  return out;
}

graph::Expression lowered_votes(std::span<const double> weights,
                                std::span<const graph::Expression> predictions,
                                std::size_t columns) {
  std::vector<double> unit(columns * columns);
  for (std::size_t k = 0; k < columns; ++k) unit[k * columns + k] = 1;
  std::vector<graph::Expression> votes;
  for (const graph::Expression& shares : predictions)
    votes.push_back(shares.apply("arg_max").gather(unit, columns));
  return lowered_sum(weights, votes, columns);
}

}  // namespace

EnsembleKind vote() {
  return {
      .choice = {.name = "vote",
                 .doc = "The share of members that predict each class.",
                 .example = "{}",
                 .source = "as scikit-learn's VotingClassifier, voting hard, with the shares kept",
                 .make = [] { return std::make_shared<Options>(); },
                 .describe = [](schema::Object&, void*) {}},
      .for_regression = false,
      .fit = [](const void*, std::span<const Member> members, const data::Target&,
                const metrics::MetricKind&) { return equal_weights(members.size()); },
      .combine = count_votes,
      .lower = lowered_votes};
}

}  // namespace dlflow::ensembles
