#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/thread_pool.hpp"

namespace dlflow::models {

enum class SmoothedTrend { none, additive, damped };
enum class SmoothedSeason { none, additive, multiplicative };

/// Which parts a smoothing has.
struct SmoothingForm {
  SmoothedTrend trend = SmoothedTrend::none;
  SmoothedSeason seasonal = SmoothedSeason::none;
  std::size_t season = 1;  ///< m: steps from one season to the next, where there is a seasonal part

  bool has_trend() const { return trend != SmoothedTrend::none; }
  bool has_season() const { return seasonal != SmoothedSeason::none; }
};

/// The share of what is new in each part, and of the slope that is left after a step.
struct SmoothingFactors {
  double level = 0.5;  ///< alpha, in (0, 1)
  double slope = 0;    ///< beta*, in (0, 1)
  double season = 0;   ///< gamma, in (0, 1 - alpha)
  double damping = 1;  ///< phi
};

/// What is known after some values of a series.
struct SmoothedState {
  double level = 0, slope = 0;
  std::vector<double> seasons;  ///< (m) of the next steps, in order; empty: none
};

/// Holt's and Winters' smoothing of one series:
///
///   l[t] = alpha (y[t] - s[t-m]) + (1 - alpha) (l[t-1] + phi b[t-1])
///   b[t] = beta (l[t] - l[t-1]) + (1 - beta) phi b[t-1]
///   s[t] = gamma (y[t] - l[t-1] - phi b[t-1]) + (1 - gamma) s[t-m]
///
/// where s is subtracted; a multiplicative one is divided by. Without trend b is 0.
/// Source: R. J. Hyndman and G. Athanasopoulos, Forecasting: principles and practice, 3rd edition
/// (2021), 8.1 to 8.4.
class Smoothing {
 public:
  Smoothing(const SmoothingForm& form, const SmoothingFactors& factors, SmoothedState start);

  /// The value expected next, from all before it.
  double expected() const { return with_season(base_, season_now()); }
  /// Takes the next value in.
  void add(double value);
  /// After what was added: the state, and the next values.
  SmoothedState state() const;
  std::vector<double> path(std::size_t count) const;

 private:
  double season_now() const { return state_.seasons.empty() ? 0 : state_.seasons[at_]; }
  double with_season(double base, double season) const;

  SmoothingForm form_;
  SmoothingFactors factors_;
  SmoothedState state_;
  std::size_t at_ = 0;  ///< of the season of the next value
  double base_ = 0;     ///< l + phi b
};

/// A smoothing fitted to a series.
struct FittedSmoothing {
  SmoothingForm form;
  SmoothingFactors factors;
  SmoothedState start, end;  ///< before the first value, after the last
  double squares = 0;        ///< of the one-step errors
  double aicc = 0;           ///< of these; infinite where there are too few values for the form
};

/// Whether a series is long enough for the form, and positive where it must be.
bool can_smooth(std::span<const double> values, const SmoothingForm& form);

/// Start of a smoothing by the usual heuristics: seasons from a classical decomposition, level and
/// slope from a line through the first values without them. `values`: see can_smooth.
SmoothedState smoothing_start(std::span<const double> values, const SmoothingForm& form);

/// Factors and start with the least squared one-step errors; seasons of more than 24 steps or in
/// fewer than three seasons stay as smoothing_start has them. Throws Stopped.
FittedSmoothing fit_smoothing(std::span<const double> values, const SmoothingForm& form,
                              const StopFlag* stop);

}  // namespace dlflow::models
