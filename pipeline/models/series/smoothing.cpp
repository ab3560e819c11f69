#include "pipeline/models/series/smoothing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>
#include <utility>

#include "pipeline/models/series/decomposition.hpp"
#include "pipeline/models/series/information.hpp"
#include "pipeline/models/series/least_squares.hpp"

namespace dlflow::models {
namespace {

constexpr std::size_t kMostFittedSeasons = 24;
constexpr std::size_t kFirstValues = 10;  // of the line that a smoothing starts on
constexpr double kLeastFactor = 1e-4, kLeastDamping = 0.8, kMostDamping = 0.995;

double from_unbounded(double x, double low, double high) {
  return low + (high - low) / (1 + std::exp(-x));
}
double to_unbounded(double value, double low, double high) {
  const double share = std::clamp((value - low) / (high - low), 1e-6, 1 - 1e-6);
  return std::log(share / (1 - share));
}

/// Factors and start of a form as the parameters of a search. The seasons sum to 0, or to m where
/// they multiply, so that one follows from the others.
class Parameters {
 public:
  Parameters(const SmoothingForm& form, SmoothedState start, bool has_seasons)
      : form_(form), start_(std::move(start)), has_seasons_(has_seasons && form.has_season()) {}

  std::vector<double> of(const SmoothingFactors& factors) const {
    std::vector<double> x = {to_unbounded(factors.level, kLeastFactor, 1 - kLeastFactor),
                             start_.level};
    if (form_.has_trend()) {
      x.push_back(to_unbounded(factors.slope, kLeastFactor, 1 - kLeastFactor));
      x.push_back(start_.slope);
    }
    if (form_.trend == SmoothedTrend::damped)
      x.push_back(to_unbounded(factors.damping, kLeastDamping, kMostDamping));
    if (form_.has_season())
      x.push_back(
          to_unbounded(factors.season / (1 - factors.level), kLeastFactor, 1 - kLeastFactor));
    if (has_seasons_) x.insert(x.end(), start_.seasons.begin(), start_.seasons.end() - 1);
    return x;
  }

  Smoothing smoothing(std::span<const double> x) const {
    const auto [factors, start] = read(x);
    return Smoothing(form_, factors, start);
  }

  std::pair<SmoothingFactors, SmoothedState> read(std::span<const double> x) const {
    SmoothingFactors factors;
    SmoothedState start = start_;
    std::size_t at = 0;
    factors.level = from_unbounded(x[at++], kLeastFactor, 1 - kLeastFactor);
    start.level = x[at++];
    if (form_.has_trend()) {
      factors.slope = from_unbounded(x[at++], kLeastFactor, 1 - kLeastFactor);
      start.slope = x[at++];
    }
    if (form_.trend == SmoothedTrend::damped)
      factors.damping = from_unbounded(x[at++], kLeastDamping, kMostDamping);
    if (form_.has_season())
      factors.season =
          (1 - factors.level) * from_unbounded(x[at++], kLeastFactor, 1 - kLeastFactor);
    if (has_seasons_) {
      std::copy(x.begin() + static_cast<std::ptrdiff_t>(at), x.end(), start.seasons.begin());
      const double sum = std::accumulate(start.seasons.begin(), start.seasons.end() - 1, 0.0);
      const bool divides = form_.seasonal == SmoothedSeason::multiplicative;
      start.seasons.back() = (divides ? static_cast<double>(form_.season) : 0) - sum;
    }
    return {factors, start};
  }

 private:
  SmoothingForm form_;
  SmoothedState start_;
  bool has_seasons_;
};

double squares_of(Smoothing smoothing, std::span<const double> values) {
  double sum = 0;
  for (const double value : values) {
    const double error = value - smoothing.expected();
    sum += error * error;
    smoothing.add(value);
  }
  return std::isfinite(sum) ? sum : std::numeric_limits<double>::infinity();
}

/// The two best of a few factors to search from.
std::vector<std::vector<double>> starts(std::span<const double> values, const SmoothingForm& form,
                                        const Parameters& parameters) {
  std::vector<std::pair<double, std::vector<double>>> tried;
  const std::vector<double> none = {0};
  const std::vector<double> slopes = form.has_trend() ? std::vector<double>{0.02, 0.2, 0.8} : none;
  const std::vector<double> seasons =
      form.has_season() ? std::vector<double>{0.05, 0.4, 0.95} : none;
  for (const double level : {0.05, 0.3, 0.85})
    for (const double slope : slopes)
      for (const double season : seasons) {
        auto x = parameters.of({level, slope, season * (1 - level), 0.97});
        const double squares = squares_of(parameters.smoothing(x), values);
        tried.emplace_back(squares, std::move(x));
      }
  std::ranges::stable_sort(tried, {}, [](const auto& one) { return one.first; });
  return {tried[0].second, tried[1].second};
}

/// Learnt numbers of a form, with the variance of its errors.
std::size_t count_of(const SmoothingForm& form) {
  std::size_t count = 3;
  if (form.has_trend()) count += 2;
  if (form.trend == SmoothedTrend::damped) ++count;
  if (form.has_season()) count += form.season;
  return count;
}

}  // namespace

Smoothing::Smoothing(const SmoothingForm& form, const SmoothingFactors& factors,
                     SmoothedState start)
    : form_(form), factors_(factors), state_(std::move(start)) {
  base_ = state_.level + factors_.damping * state_.slope;
}

double Smoothing::with_season(double base, double season) const {
  return form_.seasonal == SmoothedSeason::multiplicative ? base * season : base + season;
}

void Smoothing::add(double value) {
  const double season = season_now(), before = state_.level;
  const bool divides = form_.seasonal == SmoothedSeason::multiplicative;
  const double seasonless = divides ? value / season : value - season;
  state_.level = factors_.level * seasonless + (1 - factors_.level) * base_;
  if (form_.has_trend())
    state_.slope = factors_.slope * (state_.level - before) +
                   (1 - factors_.slope) * factors_.damping * state_.slope;
  if (form_.has_season()) {
    const double found = divides ? value / base_ : value - base_;
    state_.seasons[at_] = factors_.season * found + (1 - factors_.season) * season;
    at_ = (at_ + 1) % state_.seasons.size();
  }
  base_ = state_.level + factors_.damping * state_.slope;
}

SmoothedState Smoothing::state() const {
  SmoothedState out = state_;
  std::rotate(out.seasons.begin(), out.seasons.begin() + static_cast<std::ptrdiff_t>(at_),
              out.seasons.end());
  return out;
}

std::vector<double> Smoothing::path(std::size_t count) const {
  std::vector<double> out;
  double base = state_.level, slope = state_.slope;
  for (std::size_t h = 0; h < count; ++h) {
    slope *= factors_.damping;
    base += slope;
    const auto m = state_.seasons.size();
    out.push_back(m == 0 ? base : with_season(base, state_.seasons[(at_ + h) % m]));
  }
  return out;
}

bool can_smooth(std::span<const double> values, const SmoothingForm& form) {
  if (!form.has_season()) return true;
  const bool divides = form.seasonal == SmoothedSeason::multiplicative;
  return form.season > 1 && values.size() >= 2 * form.season &&
         (!divides || std::ranges::all_of(values, [](double value) { return value > 0; }));
}

SmoothedState smoothing_start(std::span<const double> values, const SmoothingForm& form) {
  SmoothedState out;
  std::vector<double> seasonless(values.begin(), values.end());
  std::size_t first = kFirstValues;
  if (form.has_season()) {
    const bool divides = form.seasonal == SmoothedSeason::multiplicative;
    out.seasons = seasonal_means(values, form.season, divides);
    for (std::size_t t = 0; t < values.size(); ++t) {
      const double season = out.seasons[t % form.season];
      seasonless[t] = divides ? values[t] / season : values[t] - season;
    }
    first = std::max(first, 2 * form.season);
  }
  seasonless.resize(std::min(first, seasonless.size()));
  const auto n = static_cast<double>(seasonless.size());
  const double mean = std::accumulate(seasonless.begin(), seasonless.end(), 0.0) / n;
  out.level = mean;
  if (!form.has_trend() || seasonless.size() < 2) return out;
  double products = 0;
  for (std::size_t t = 0; t < seasonless.size(); ++t)
    products += (static_cast<double>(t + 1) - (n + 1) / 2) * (seasonless[t] - mean);
  out.slope = products / (n * (n * n - 1) / 12);
  out.level -= out.slope * (n + 1) / 2;
  return out;
}

FittedSmoothing fit_smoothing(std::span<const double> values, const SmoothingForm& form,
                              const StopFlag* stop) {
  const bool has_seasons = form.season <= kMostFittedSeasons && values.size() >= 3 * form.season;
  const Parameters parameters(form, smoothing_start(values, form), has_seasons);
  LeastSquares problem;
  problem.residuals = values.size();
  problem.stop = stop;
  problem.evaluate = [&](std::span<const double> x, std::span<double> residuals) {
    Smoothing smoothing = parameters.smoothing(x);
    for (std::size_t t = 0; t < values.size(); ++t) {
      residuals[t] = values[t] - smoothing.expected();
      smoothing.add(values[t]);
    }
  };
  FittedSmoothing best;
  best.form = form;
  best.squares = std::numeric_limits<double>::infinity();
  for (const auto& start : starts(values, form, parameters)) {
    const std::vector<double> x = least_squares(problem, start);
    const double squares = squares_of(parameters.smoothing(x), values);
    if (!(squares < best.squares)) continue;
    best.squares = squares;
    std::tie(best.factors, best.start) = parameters.read(x);
  }
  best.aicc = aicc_of_squares(best.squares, values, count_of(form));
  if (!std::isfinite(best.squares)) return best;
  Smoothing smoothing(form, best.factors, best.start);
  for (const double value : values) smoothing.add(value);
  best.end = smoothing.state();
  return best;
}

}  // namespace dlflow::models
