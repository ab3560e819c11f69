#include "pipeline/models/forecast.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

class SeasonalPersistence final : public Forecast {
 public:
  SeasonalPersistence(const NoOptions&, const Problem& problem) : season_(problem.season) {}

 private:
  /// The last season; all values of a series that is shorter.
  std::vector<double> learn(std::span<const double> values, const FitContext&) const override {
    const auto season = values.last(std::min(season_, values.size()));
    return {season.begin(), season.end()};
  }
  double ahead(std::span<const double> learnt, std::int64_t steps) const override {
    return learnt[static_cast<std::size_t>(steps - 1) % learnt.size()];
  }

  std::size_t season_;
};

}  // namespace

ModelKind seasonal_persistence() {
  return kind<NoOptions, SeasonalPersistence>(
      forecast_traits("seasonal_persistence",
                      "Baseline of time series: the value of the last season (define.season) at "
                      "the same place in it.",
                      "seasonal naive method"),
      [](const NoOptions&, const Problem& problem) -> std::string {
        if (std::string why = needs_numbers_over_time(problem); !why.empty()) return why;
        return problem.season > 1 ? ""
                                  : "needs define.season, the rows from one season to the next";
      });
}

}  // namespace dlflow::models
