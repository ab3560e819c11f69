#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// Area of class `k` against the rest, rows in `order` from the lowest to the highest share:
///
///   sum over positive rows of w (weight of negatives below + half of the negatives that tie)
double area(const Scored& scored, std::size_t k, const std::vector<std::size_t>& order) {
  const auto share = [&](std::size_t at) { return (*scored.predictions)(order[at], k); };
  double sum = 0, positives = 0, negatives = 0;
  for (std::size_t at = 0; at < order.size();) {
    double tied_positives = 0, tied_negatives = 0;
    const double level = share(at);
    for (; at < order.size() && share(at) == level; ++at) {
      const bool is_positive = static_cast<std::size_t>(scored.labels[order[at]]) == k;
      (is_positive ? tied_positives : tied_negatives) += weight_of(scored, order[at]);
    }
    sum += tied_positives * (negatives + tied_negatives / 2);
    positives += tied_positives;
    negatives += tied_negatives;
  }
  return positives > 0 && negatives > 0 ? sum / (positives * negatives) : kUndefined;
}

double area_of_class(const Scored& scored, std::size_t k) {
  const auto& shares = *scored.predictions;
  std::vector<std::size_t> order(shares.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  // A NaN has no rank, and would break the order of the sort.
  for (const std::size_t n : order)
    if (std::isnan(shares(n, k))) return kUndefined;
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return shares(a, k) < shares(b, k); });
  return area(scored, k, order);
}

double compute(const Scored& scored) {
  rows_with_labels(scored);
  const std::size_t classes = scored.predictions->columns;
  if (classes < 2) return kUndefined;
  if (classes == 2) return area_of_class(scored, 1);
  double sum = 0;
  for (std::size_t k = 0; k < classes; ++k) sum += area_of_class(scored, k);
  return sum / static_cast<double>(classes);
}

}  // namespace

MetricKind roc_auc() {
  return {
      .name = "roc_auc",
      .doc =
          "Chance that a positive row is ranked before a negative one, ties count half; with more "
          "than two classes the plain mean of each class against the rest (Hanley, McNeil 1982).",
      .for_binary = true,
      .for_multiclass = true,
      .greater_is_better = true,
      .compute = compute};
}

}  // namespace dlflow::metrics
