#include <numeric>

#include "pipeline/models/forecast.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

constexpr std::size_t kRows = 3;  ///< where neither a window nor a season is named

struct Options {
  std::int64_t window = 0;
};

void describe(schema::Object& o, Options& x) {
  o.field("window", x.window, "Last rows of a series that the mean is taken over.")
      .at_least(0)
      .default_is("0: a season (define.season), or 3 where there is none");
}

class MovingAverage final : public Forecast {
 public:
  MovingAverage(const Options& options, const Problem& problem)
      : window_(options.window > 0   ? static_cast<std::size_t>(options.window)
                : problem.season > 1 ? problem.season
                                     : kRows) {}

 private:
  std::vector<double> learn(std::span<const double> values) const override {
    const auto last = values.last(std::min(window_, values.size()));
    return {std::accumulate(last.begin(), last.end(), 0.0) / static_cast<double>(last.size())};
  }
  double ahead(std::span<const double> learnt, std::int64_t) const override { return learnt[0]; }

  std::size_t window_;
};

}  // namespace

ModelKind moving_average() {
  return kind<Options, MovingAverage>(
      {.name = "moving_average",
       .doc = "Baseline of time series: the mean of the last values of the series.",
       .source = "R. J. Hyndman and G. Athanasopoulos, Forecasting: principles and practice, 3rd "
                 "edition (2021), 5.2, mean method over a window",
       .example = "{window: 7}",
       .is_baseline = true},
      [](const Options&, const Problem& problem) { return needs_numbers_over_time(problem); });
}

}  // namespace dlflow::models
