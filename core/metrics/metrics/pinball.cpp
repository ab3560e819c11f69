#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

/// The quantile is that of Percent / 100.
template <int Percent>
double compute(const Scored& scored) {
  constexpr double kQuantile = Percent / 100.0;
  const std::size_t rows = rows_with_values(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    const double above = scored.values[n] - (*scored.predictions)(n, 0);
    return above > 0 ? kQuantile * above : (kQuantile - 1) * above;
  });
}

template <int Percent>
MetricKind kind() {
  const std::string percent = std::to_string(Percent);
  return {.name = "pinball_" + percent,
          .doc = "Mean pinball loss of the " + percent +
                 " % quantile: an error costs that share where the truth lies above, the rest "
                 "where it lies below.",
          .source =
              "R. Koenker and G. Bassett, Regression quantiles (1978); as scikit-learn's "
              "mean_pinball_loss",
          .for_regression = true,
          .greater_is_better = false,
          .is_mean_over_rows = true,
          .compute = compute<Percent>};
}

}  // namespace

MetricKind pinball_10() { return kind<10>(); }
MetricKind pinball_50() { return kind<50>(); }
MetricKind pinball_90() { return kind<90>(); }

}  // namespace dlflow::metrics
