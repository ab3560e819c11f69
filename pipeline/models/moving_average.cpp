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
  std::vector<double> learn(std::span<const double> values, const FitContext&) const override {
    const auto last = values.last(std::min(window_, values.size()));
    return {std::accumulate(last.begin(), last.end(), 0.0) / static_cast<double>(last.size())};
  }
  double ahead(std::span<const double> learnt, std::int64_t) const override { return learnt[0]; }

  std::size_t window_;
};

}  // namespace

ModelKind moving_average() {
  return forecast_kind<Options, MovingAverage>(forecast_traits(
      "moving_average", "Baseline of time series: the mean of the last values of the series.",
      "mean method over a window", "{window: 7}"));
}

}  // namespace dlflow::models
