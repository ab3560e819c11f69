#include <cmath>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

/// Classes that stand before the true one: more probable, or equally so and higher.
double classes_before(const Scored& scored, std::size_t n) {
  const auto shares = scored.predictions->row(n);
  const auto label = static_cast<std::size_t>(scored.labels[n]);
  double before = 0;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    if (std::isnan(shares[k])) return kUndefined;
    before += shares[k] > shares[label] || (shares[k] == shares[label] && k > label);
  }
  return before;
}

template <int K>
double compute(const Scored& scored) {
  const std::size_t rows = rows_with_labels(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    const double before = classes_before(scored, n);
    return std::isnan(before) ? before : before < K ? 1.0 : 0.0;
  });
}

template <int K>
MetricKind top() {
  const std::string k = std::to_string(K);
  return {.name = "top_" + k + "_accuracy",
          .doc = "Share of rows whose true class is among the " + k +
                 " most probable; of equal probabilities the higher class counts first, as "
                 "scikit-learn has it.",
          .source = "as scikit-learn's top_k_accuracy_score",
          .for_multiclass = true,
          .is_share = true,
          .is_mean_over_rows = true,
          .compute = compute<K>};
}

}  // namespace

MetricKind top_3_accuracy() { return top<3>(); }
MetricKind top_5_accuracy() { return top<5>(); }

}  // namespace dlflow::metrics
