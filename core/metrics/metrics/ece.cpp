#include <algorithm>
#include <array>
#include <cmath>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

constexpr int kBins = 15;

double compute(const Scored& scored) {
  const std::size_t rows = rows_with_labels(scored);
  std::array<double, kBins> gaps{};
  double total = 0;
  for (std::size_t n = 0; n < rows; ++n) {
    const double hit = is_hit(scored, n), weight = weight_of(scored, n);
    if (std::isnan(hit)) return kUndefined;
    const auto shares = scored.predictions->row(n);
    const double confidence = std::ranges::max(shares);
    const int bin = std::clamp(static_cast<int>(std::ceil(confidence * kBins)) - 1, 0, kBins - 1);
    gaps[static_cast<std::size_t>(bin)] += weight * (hit - confidence);
    total += weight;
  }
  double sum = 0;
  for (const double gap : gaps) sum += std::abs(gap);
  return sum / total;
}

}  // namespace

MetricKind ece() {
  return {.name = "ece",
          .doc =
              "Expected calibration error: how far accuracy and stated confidence lie apart, over "
              "15 equal bins of the confidence, each with its upper end.",
          .source =
              "C. Guo, G. Pleiss, Y. Sun and K. Weinberger, On calibration of modern neural "
              "networks (2017)",
          .for_binary = true,
          .for_multiclass = true,
          .greater_is_better = false,
          .compute = compute};
}

}  // namespace dlflow::metrics
