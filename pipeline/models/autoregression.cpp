#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "pipeline/models/forecast.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/proportion.hpp"
#include "pipeline/models/series/decomposition.hpp"
#include "pipeline/models/series/lag_regression.hpp"

namespace dlflow::models {
namespace {

enum class Difference { automatic, none, one };
std::span<const std::string_view> names_of(Difference) {
  static constexpr std::array<std::string_view, 3> kNames = {"auto", "none", "first"};
  return kNames;
}

struct Options {
  std::int64_t lags = 0;
  bool trend = false;
  Difference difference = Difference::automatic;
  std::int64_t season = 0;
  double budget_seconds = 60;
};

void describe(schema::Object& o, Options& x) {
  o.field("lags", x.lags,
          "Values before each that it is predicted from. By AICc up to 10 log10 of the length of a "
          "series, a season and one where that is more, or a third of the length where it is less.")
      .between(0, 10'000)
      .default_is("0: the number with the least AICc");
  o.field("trend", x.trend, "Whether a line in time is added.");
  o.field("difference", x.difference,
          "Whether changes are predicted in place of values; auto does so where the test of "
          "Kwiatkowski, Phillips, Schmidt and Shin denies at 5 % that there is one level.");
  describe_season(o, x.season);
  describe_series_budget(o, x.budget_seconds);
}

/// A regression on the last values of each series.
class Autoregression final : public FittedForecast {
 public:
  Autoregression(const Options& options, const Problem& problem)
      : options_(options), season_(season_of(options.season, problem)) {}

 private:
  std::vector<double> fit_series(std::span<const double> values, const FitContext&) const override {
    const bool is_differenced = options_.difference == Difference::one ||
                                (options_.difference == Difference::automatic &&
                                 !is_level(values, many_test_lags(values.size())));
    const std::vector<double> modelled =
        Differencing{.plain = is_differenced ? std::size_t{1} : 0}.apply(values);
    const std::size_t lags =
        options_.lags > 0
            ? static_cast<std::size_t>(options_.lags)
            : choose_lags(modelled, most_lags(modelled.size(), season_), options_.trend);
    LagRegression model = fit_lags(modelled, lags, options_.trend);
    keep_bounded(model, modelled, options_.trend);
    const auto last = std::span(modelled).last(model.weights.size());
    std::vector<double> kept = {model.constant, model.trend,
                                static_cast<double>(modelled.size() - last.size()),
                                is_differenced ? 1.0 : 0.0, values.back()};
    kept.insert(kept.end(), model.weights.begin(), model.weights.end());
    kept.insert(kept.end(), last.begin(), last.end());
    return kept;
  }

  std::vector<double> path(std::span<const double> kept, std::size_t count) const override {
    constexpr std::size_t kFixed = 5;
    if (kept.size() < kFixed || (kept.size() - kFixed) % 2 != 0 || !(kept[2] >= 0))
      throw CorruptFile("the model", "the coefficients of a series do not fit together");
    const std::size_t lags = (kept.size() - kFixed) / 2;
    const auto weights = kept.subspan(kFixed, lags);
    const LagRegression model{kept[0], kept[1], {weights.begin(), weights.end()}};
    const std::vector<double> found =
        path_of(model, kept.last(lags), static_cast<std::size_t>(kept[2]), count);
    if (kept[3] == 0) return found;
    return Differencing{.plain = 1}.undo(kept.subspan(4, 1), found);
  }

  Options options_;
  std::size_t season_;
};

std::string unsuited(const Options& options, const Problem& problem) {
  if (std::string why = needs_equal_rows_over_time(problem); !why.empty()) return why;
  constexpr double kSecondsPerProduct = 5e-10;  // of one thread of an AMD EPYC with AVX-512
  const std::size_t length = problem.rows / std::max<std::size_t>(problem.series, 1);
  const auto lags =
      static_cast<double>(options.lags > 0 ? static_cast<std::size_t>(options.lags)
                                           : most_lags(std::max<std::size_t>(length, 1),
                                                       season_of(options.season, problem)));
  return series_out_of_proportion(
      problem, kSecondsPerProduct * static_cast<double>(problem.rows) * lags * lags,
      options.budget_seconds);
}

}  // namespace

ModelKind autoregression() {
  return kind<Options, Autoregression>(
      {.name = "autoregression",
       .doc = "Linear regression of each value of a series on those before it; its forecasts take "
              "the place of values that are yet to come.",
       .source = "J. D. Hamilton, Time series analysis (1994), 5.2; least squares by Eigen",
       .example = "{lags: 12, trend: true}",
       .complexity = 1,
       .goes_on_from_past = true},
      unsuited);
}

}  // namespace dlflow::models
