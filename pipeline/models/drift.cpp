#include "pipeline/models/forecast.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

class Drift final : public Forecast {
 public:
  Drift(const NoOptions&, const Problem&) {}

 private:
  /// The last value, and the mean change from one to the next.
  std::vector<double> learn(std::span<const double> values, const FitContext&) const override {
    const double changes = static_cast<double>(values.size() - 1);
    return {values.back(), changes > 0 ? (values.back() - values.front()) / changes : 0};
  }
  double ahead(std::span<const double> learnt, std::int64_t steps) const override {
    return learnt[0] + static_cast<double>(steps) * learnt[1];
  }
};

}  // namespace

ModelKind drift() {
  return forecast_kind<NoOptions, Drift>(
      forecast_traits("drift",
                      "Baseline of time series: the line through the first and the last value "
                      "learnt from, drawn on.",
                      "drift method"));
}

}  // namespace dlflow::models
