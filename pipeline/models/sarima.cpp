#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/base/error.hpp"
#include "pipeline/models/forecast.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/proportion.hpp"
#include "pipeline/models/series/sarima_search.hpp"

namespace dlflow::models {
namespace {

constexpr std::size_t kMostState = 200;
/// Of one thread of an AMD EPYC with AVX-512.
constexpr double kSecondsPerSeries = 1e-3, kSecondsPerRow = 4e-6, kFixedStates = 6;

struct Options {
  std::vector<std::int64_t> order, seasonal_order;
  std::int64_t season = 0;
  double budget_seconds = 60;
};

void describe_order(schema::Object& o, const char* name, std::vector<std::int64_t>& order,
                    const char* doc, const char* chosen) {
  o.field(name, order, doc).between(0, 20).default_is(chosen);
  o.check(name, [&order, name]() -> std::optional<std::string> {
    if (order.empty() || order.size() == 3) return std::nullopt;
    return fmt::format("expected three numbers, got {}\nwrite '{}: [1, 1, 1]'", order.size(), name);
  });
}

void describe(schema::Object& o, Options& x) {
  describe_order(o, "order", x.order,
                 "Lags of values (p), differences (d) and lags of errors (q): [p, d, q].",
                 "d by the KPSS test, p and q up to 5 by AICc");
  describe_order(o, "seasonal_order", x.seasonal_order, "The same in steps of a season: [P, D, Q].",
                 "D by its strength, P and Q up to 2 by AICc");
  describe_season(o, x.season);
  describe_series_budget(o, x.budget_seconds);
}

/// Seasonal ARIMA of each series.
class Sarima final : public FittedForecast {
 public:
  Sarima(const Options& options, const Problem& problem) {
    wish_.season = season_of(options.season, problem);
    wish_.order = order_of(options.order);
    wish_.seasonal_order = order_of(options.seasonal_order);
    if (wish_.season < 2) wish_.seasonal_order = ArimaOrder{0, 0, 0};
  }

 private:
  static std::optional<ArimaOrder> order_of(const std::vector<std::int64_t>& order) {
    if (order.empty()) return std::nullopt;
    ArimaOrder out{};
    std::ranges::transform(order, out.begin(),
                           [](std::int64_t n) { return static_cast<std::size_t>(n); });
    return out;
  }

  std::vector<double> fit_series(std::span<const double> values,
                                 const FitContext& context) const override {
    const FittedSarima fitted = fit_sarima(values, wish_, context.stop);
    const auto& [order, coefficients, filtered, aicc] = fitted.arma;
    const Differencing& differencing = fitted.differencing;
    const std::vector<double> phi = coefficients.product(order.season).phi;
    std::vector<double> kept = {filtered.mean, static_cast<double>(differencing.plain),
                                static_cast<double>(differencing.seasonal),
                                static_cast<double>(differencing.season),
                                static_cast<double>(phi.size())};
    kept.insert(kept.end(), phi.begin(), phi.end());
    const auto last = values.last(differencing.lost());
    kept.insert(kept.end(), last.begin(), last.end());
    kept.insert(kept.end(), filtered.state.begin(), filtered.state.end());
    return kept;
  }

  std::vector<double> path(std::span<const double> kept, std::size_t count) const override {
    const auto taken = [&kept](std::size_t size) {
      if (size > kept.size()) throw CorruptFile("the model", "the numbers of a series are cut off");
      const auto part = kept.first(size);
      kept = kept.subspan(size);
      return part;
    };
    const auto fixed = taken(5);
    for (const double size : fixed.subspan(1))
      if (!(size >= 0 && size <= 1e6))
        throw CorruptFile("the model", "the sizes of a series are no sizes");
    const auto size = [&fixed](std::size_t i) { return static_cast<std::size_t>(fixed[i]); };
    const Differencing differencing{size(1), size(2), size(3)};
    const auto phi = taken(size(4));
    const auto last = taken(differencing.lost());
    const std::vector<double> differences =
        arma_path({phi.begin(), phi.end()}, fixed[0], {kept.begin(), kept.end()}, count);
    return differencing.undo(last, differences);
  }

  SarimaWish wish_;
};

/// A search over as many models as a series of this season leads to.
double seconds_of(const Problem& problem, std::size_t season) {
  const double states = season <= kMostSearchedSeason ? static_cast<double>(season) : 1;
  return kSecondsPerSeries * static_cast<double>(problem.series) +
         kSecondsPerRow * static_cast<double>(problem.rows) * (kFixedStates + states);
}

std::string unsuited(const Options& options, const Problem& problem) {
  if (std::string why = needs_equal_rows_over_time(problem); !why.empty()) return why;
  const std::size_t season = season_of(options.season, problem);
  if (!options.seasonal_order.empty() && season < 2)
    throw UserError(ExitCode::configuration,
                    "'seasonal_order' needs a season of at least two rows, but there is none",
                    "write 'season: N' beside it, or define.season");
  const auto part = [](const std::vector<std::int64_t>& order, std::size_t i) {
    return order.empty() ? std::size_t{0} : static_cast<std::size_t>(order[i]);
  };
  const ArmaOrder order{part(options.order, 0),
                        part(options.order, 2),
                        part(options.seasonal_order, 0),
                        part(options.seasonal_order, 2),
                        season,
                        false};
  if (order.state() > kMostState)
    throw UserError(ExitCode::configuration,
                    fmt::format("these orders with a season of {} rows make a state of {} numbers, "
                                "and at most {} can be filtered",
                                season, order.state(), kMostState),
                    "write lower ones, or a shorter season");
  return series_out_of_proportion(problem, seconds_of(problem, season), options.budget_seconds);
}

}  // namespace

ModelKind sarima() {
  return kind<Options, Sarima>(
      {.name = "sarima",
       .doc =
           "Seasonal ARIMA: differences of a series from their last values and errors, near and a "
           "season before; its past goes on.",
       .source = "G. E. P. Box and G. M. Jenkins, Time series analysis: forecasting and control "
                 "(1970); R. J. Hyndman and Y. Khandakar, Automatic time series forecasting: the "
                 "forecast package for R (2008)",
       .example = "{order: [0, 1, 1], seasonal_order: [0, 1, 1], season: 12}",
       .complexity = 1,
       .goes_on_from_past = true},
      unsuited);
}

}  // namespace dlflow::models
