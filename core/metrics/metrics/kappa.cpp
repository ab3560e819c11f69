#include <numeric>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

/// What it costs to take class i for class j.
using Cost = double (*)(double i, double j);

double plain(double i, double j) { return i == j ? 0 : 1; }
double quadratic(double i, double j) { return (i - j) * (i - j); }

/// 1 - cost of the predictions / cost of a guess with the same shares of classes.
template <Cost kCost>
double compute(const Scored& scored) {
  const ClassWeights sums = class_weights(scored);
  double seen = 0, expected = 0;
  for (std::size_t n = 0; n < scored.labels.size(); ++n)
    seen += weight_of(scored, n) *
            kCost(scored.labels[n], static_cast<double>(predicted_class(scored, n)));
  for (std::size_t i = 0; i < sums.truth.size(); ++i)
    for (std::size_t j = 0; j < sums.truth.size(); ++j)
      expected +=
          kCost(static_cast<double>(i), static_cast<double>(j)) * sums.truth[i] * sums.predicted[j];
  const double all = std::accumulate(sums.truth.begin(), sums.truth.end(), 0.0);
  return expected > 0 ? 1 - seen * all / expected : kUndefined;
}

}  // namespace

MetricKind kappa() {
  return share_of_classes(
      "kappa",
      "Agreement beyond chance: 1 - errors / errors of a guess with the same shares of "
      "classes.",
      "J. Cohen, A coefficient of agreement for nominal scales (1960); as scikit-learn's "
      "cohen_kappa_score",
      compute<plain>, -1);
}

MetricKind quadratic_kappa() {
  return share_of_classes(
      "quadratic_kappa",
      "kappa with an error counted by the squared distance of the classes in their order, "
      "for ordered classes.",
      "J. Cohen, Weighted kappa: nominal scale agreement with provision for scaled disagreement or "
      "partial credit (1968); as scikit-learn's cohen_kappa_score, weights quadratic",
      compute<quadratic>, -1);
}

}  // namespace dlflow::metrics
