#include <cmath>
#include <limits>

#include "pipeline/ensembles/ensembles/ensembles.hpp"
#include "pipeline/models/score.hpp"

namespace dlflow::ensembles {
namespace {

struct Options {
  std::int64_t rounds = 50;
};
void describe(schema::Object& o, Options& x) {
  o.field("rounds", x.rounds, "Members that are added one after the other, repeatedly too.")
      .between(1, 1000);
  o.scalar_form("rounds");
}

/// Greedy selection with replacement: a bag starts empty, and each round adds the member with which
/// its mean prediction scores best. The best bag of all rounds is kept, the smallest of equal ones;
/// equal members are taken in their order.
class Selection {
 public:
  Selection(std::span<const Member> members, const data::Target& target,
            const metrics::MetricKind& metric)
      : members_(members),
        target_(target),
        metric_(metric),
        sum_(target.rows(), members.front().out_of_fold->columns),
        mean_(sum_.rows, sum_.columns),
        counts_(members.size()) {}

  std::vector<double> run(std::int64_t rounds) {
    std::vector<double> best_weights = equal_weights(members_.size());
    double best = -std::numeric_limits<double>::infinity();
    for (std::int64_t round = 1; round <= rounds; ++round) {
      const auto [member, score] = best_addition(static_cast<double>(round));
      // No addition has a score: the metric is not defined on these rows.
      if (member == members_.size()) break;
      add(member);
      if (score <= best) continue;
      best = score;
      for (std::size_t m = 0; m < counts_.size(); ++m)
        best_weights[m] = counts_[m] / static_cast<double>(round);
    }
    return best_weights;
  }

 private:
  struct Addition {
    std::size_t member;
    double score;
  };

  Addition best_addition(double size) {
    Addition best{members_.size(), -std::numeric_limits<double>::infinity()};
    for (std::size_t m = 0; m < members_.size(); ++m) {
      const auto& added = members_[m].out_of_fold->values;
      for (std::size_t i = 0; i < added.size(); ++i)
        mean_.values[i] = (sum_.values[i] + added[i]) / size;
      const double value = models::score(metric_, target_, mean_);
      const double score = metric_.greater_is_better ? value : -value;
      if (score > best.score) best = {m, score};
    }
    return best;
  }

  void add(std::size_t member) {
    counts_[member] += 1;
    const auto& added = members_[member].out_of_fold->values;
    for (std::size_t i = 0; i < added.size(); ++i) sum_.values[i] += added[i];
  }

  std::span<const Member> members_;
  const data::Target& target_;
  const metrics::MetricKind& metric_;
  data::Predictions sum_, mean_;
  std::vector<double> counts_;
};

}  // namespace

EnsembleKind weighted() {
  return {.choice = {.name = "weighted",
                     .doc = "Members weighted by greedy selection.",
                     .example = "{rounds: 20}",
                     .source = "R. Caruana, A. Niculescu-Mizil, G. Crew and A. Ksikes, Ensemble "
                               "selection from libraries of models (2004)",
                     .make = [] { return std::make_shared<Options>(); },
                     .describe = [](schema::Object& o,
                                    void* x) { describe(o, *static_cast<Options*>(x)); }},
          .for_regression = true,
          .fit =
              [](const void* options, std::span<const Member> members, const data::Target& target,
                 const metrics::MetricKind& metric) {
                return Selection(members, target, metric)
                    .run(static_cast<const Options*>(options)->rounds);
              },
          .combine = weighted_sum,
          .lower = lowered_sum};
}

}  // namespace dlflow::ensembles
