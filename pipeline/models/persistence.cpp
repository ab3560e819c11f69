#include "pipeline/models/forecast.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

class Persistence final : public Forecast {
 public:
  Persistence(const NoOptions&, const Problem&) {}

 private:
  std::vector<double> learn(std::span<const double> values, const FitContext&) const override {
    return {values.back()};
  }
  double ahead(std::span<const double> learnt, std::int64_t) const override { return learnt[0]; }
};

}  // namespace

ModelKind persistence() {
  return forecast_kind<NoOptions, Persistence>(forecast_traits(
      "persistence", "Baseline of time series: the last value of the series that was learnt from.",
      "naive method"));
}

}  // namespace dlflow::models
