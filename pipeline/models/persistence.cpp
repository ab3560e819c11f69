#include "pipeline/models/forecast.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

class Persistence final : public Forecast {
 public:
  Persistence(const NoOptions&, const Problem&) {}

 private:
  std::vector<double> learn(std::span<const double> values) const override {
    return {values.back()};
  }
  double ahead(std::span<const double> learnt, std::int64_t) const override { return learnt[0]; }
};

}  // namespace

ModelKind persistence() {
  return kind<NoOptions, Persistence>(
      {.name = "persistence",
       .doc = "Baseline of time series: the last value of the series that was learnt from.",
       .source = "R. J. Hyndman and G. Athanasopoulos, Forecasting: principles and practice, 3rd "
                 "edition (2021), 5.2, naive method",
       .example = "",
       .is_baseline = true},
      [](const NoOptions&, const Problem& problem) { return needs_numbers_over_time(problem); });
}

}  // namespace dlflow::models
