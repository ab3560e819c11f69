#include <span>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

struct Ranked {
  double share, weight;
};

/// Chance that a row of `upper` stands above one of `lower`, ties count half; both ascending.
double area(std::span<const Ranked> upper, std::span<const Ranked> lower) {
  double sum = 0, all_upper = 0, below = 0, tied = 0, all_lower = 0;
  std::size_t next = 0;
  double level = 0;
  for (const Ranked& row : upper) {
    if (tied > 0 && row.share != level) {
      below += tied;
      tied = 0;
    }
    level = row.share;
    for (; next < lower.size() && lower[next].share <= level; ++next)
      (lower[next].share < level ? below : tied) += lower[next].weight;
    sum += row.weight * (below + tied / 2);
    all_upper += row.weight;
  }
  for (const Ranked& row : lower) all_lower += row.weight;
  return sum / (all_upper * all_lower);
}

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_labels(scored), classes = scored.predictions->columns;
  if (rows == 0 || classes < 2) return kUndefined;
  double sum = 0;
  for (std::size_t a = 0; a < classes; ++a) {
    const auto order = ascending_rows(scored, a);
    if (order.empty()) return kUndefined;
    std::vector<std::vector<Ranked>> of_class(classes);
    for (const std::size_t n : order)
      of_class[static_cast<std::size_t>(scored.labels[n])].push_back(
          {(*scored.predictions)(n, a), weight_of(scored, n)});
    for (std::size_t b = 0; b < classes; ++b)
      if (b != a) sum += area(of_class[a], of_class[b]);
  }
  return sum / static_cast<double>(classes * (classes - 1));
}

}  // namespace

MetricKind roc_auc_ovo() {
  return {
      .name = "roc_auc_ovo",
      .doc =
          "The plain mean of roc_auc over all pairs of classes, each with the rows of these two "
          "alone.",
      .source =
          "D. Hand and R. Till, A simple generalisation of the area under the ROC curve for "
          "multiple class classification problems (2001); as scikit-learn's roc_auc_score, "
          "multi_class ovo",
      .for_multiclass = true,
      .is_share = true,
      .compute = compute};
}

}  // namespace dlflow::metrics
