#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "core/base/error.hpp"
#include "pipeline/models/forecast.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/proportion.hpp"
#include "pipeline/models/series/smoothing.hpp"

namespace dlflow::models {
namespace {

enum class Trend { automatic, none, additive, damped };
std::span<const std::string_view> names_of(Trend) {
  static constexpr std::array<std::string_view, 4> kNames = {"auto", "none", "additive", "damped"};
  return kNames;
}

enum class Seasonal { automatic, none, additive, multiplicative };
std::span<const std::string_view> names_of(Seasonal) {
  static constexpr std::array<std::string_view, 4> kNames = {"auto", "none", "additive",
                                                             "multiplicative"};
  return kNames;
}

struct Options {
  Trend trend = Trend::automatic;
  Seasonal seasonal = Seasonal::automatic;
  std::int64_t season = 0;
  double budget_seconds = 60;
};

void describe(schema::Object& o, Options& x) {
  o.field("trend", x.trend,
          "How the level goes on: not at all, along a line, or along one that levels off; auto is "
          "the one with the least AICc of the one-step errors.");
  o.field("seasonal", x.seasonal,
          "Whether places in the season differ by a difference or by a factor, which needs values "
          "above 0; auto is chosen like the trend. A series of fewer than two seasons has none.");
  describe_season(o, x.season);
  describe_series_budget(o, x.budget_seconds);
}

/// Holt's and Winters' smoothing of each series, with parts chosen among those that it is long
/// enough for.
class ExponentialSmoothing final : public FittedForecast {
 public:
  ExponentialSmoothing(const Options& options, const Problem& problem)
      : options_(options), season_(season_of(options.season, problem)) {}

 private:
  std::vector<SmoothingForm> forms() const {
    std::vector<SmoothingForm> out;
    for (const auto& [wanted, trend] : {std::pair(Trend::none, SmoothedTrend::none),
                                        std::pair(Trend::damped, SmoothedTrend::damped),
                                        std::pair(Trend::additive, SmoothedTrend::additive)})
      for (const auto& [season, seasonal] :
           {std::pair(Seasonal::none, SmoothedSeason::none),
            std::pair(Seasonal::additive, SmoothedSeason::additive),
            std::pair(Seasonal::multiplicative, SmoothedSeason::multiplicative)})
        if ((options_.trend == Trend::automatic || options_.trend == wanted) &&
            (options_.seasonal == Seasonal::automatic || options_.seasonal == season))
          out.push_back({trend, seasonal, season_});
    return out;
  }

  void require_positive(std::span<const double> values, const FitContext& context) const {
    if (options_.seasonal != Seasonal::multiplicative) return;
    if (std::ranges::all_of(values, [](double value) { return value > 0; })) return;
    throw UserError(ExitCode::data,
                    fmt::format("model '{}' has multiplicative seasons, which need values of the "
                                "target above 0, but a series has others",
                                context.model_name),
                    "write 'seasonal: additive', or leave it out");
  }

  std::vector<double> fit_series(std::span<const double> values,
                                 const FitContext& context) const override {
    require_positive(values, context);
    std::optional<FittedSmoothing> best;
    for (const SmoothingForm& form : forms()) {
      if (!can_smooth(values, form)) continue;
      const FittedSmoothing fitted = fit_smoothing(values, form, context.stop);
      // Without a level above 0 a factor turns the seasons round.
      const bool is_lost = form.seasonal == SmoothedSeason::multiplicative && fitted.end.level <= 0;
      if (!is_lost && (!best || fitted.aicc < best->aicc)) best = fitted;
    }
    if (!best) best = fit_smoothing(values, without_season(), context.stop);
    std::vector<double> kept = {best->form.seasonal == SmoothedSeason::multiplicative ? 1.0 : 0.0,
                                best->factors.damping, best->end.level, best->end.slope};
    kept.insert(kept.end(), best->end.seasons.begin(), best->end.seasons.end());
    return kept;
  }

  /// The trend asked for, or none.
  SmoothingForm without_season() const {
    SmoothingForm form;
    if (options_.trend == Trend::additive) form.trend = SmoothedTrend::additive;
    if (options_.trend == Trend::damped) form.trend = SmoothedTrend::damped;
    return form;
  }

  std::vector<double> path(std::span<const double> kept, std::size_t count) const override {
    if (kept.size() < 4) throw CorruptFile("the model", "a series of it has no level");
    SmoothingForm form;
    form.seasonal = kept[0] != 0      ? SmoothedSeason::multiplicative
                    : kept.size() > 4 ? SmoothedSeason::additive
                                      : SmoothedSeason::none;
    SmoothingFactors factors;
    factors.damping = kept[1];
    return Smoothing(form, factors, {kept[2], kept[3], {kept.begin() + 4, kept.end()}}).path(count);
  }

  Options options_;
  std::size_t season_;
};

std::string unsuited(const Options& options, const Problem& problem) {
  if (std::string why = needs_equal_rows_over_time(problem); !why.empty()) return why;
  // Of one thread of an AMD EPYC with AVX-512; longer seasons are not searched.
  const double seconds =
      (season_of(options.season, problem) > 1 ? 8e-5 : 1e-5) * static_cast<double>(problem.rows);
  return series_out_of_proportion(problem, seconds, options.budget_seconds);
}

}  // namespace

ModelKind exponential_smoothing() {
  const KindTraits traits{
      .name = "exponential_smoothing",
      .doc =
          "Smoothing by Holt and Winters: level, trend and season of a series, of which recent "
          "values count most; its past goes on.",
      .source =
          "P. R. Winters, Forecasting sales by exponentially weighted moving averages (1960); "
          "R. J. Hyndman and G. Athanasopoulos, Forecasting: principles and practice, 3rd "
          "edition (2021), 8",
      .example = "{trend: damped, seasonal: multiplicative, season: 12}",
      .complexity = 1,
      .goes_on_from_past = true};
  return kind<Options, ExponentialSmoothing>(traits, unsuited);
}

}  // namespace dlflow::models
