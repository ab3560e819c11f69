#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace dlflow::models {

/// What a value to come is told as the difference from: nothing but the mean of its series, the
/// last value known, or the last known one at its own place in the season.
enum class LagBase { mean, last, season };

/// Which values of a series a prediction some steps after them is made from.
struct LagPlan {
  LagBase base = LagBase::last;
  std::vector<std::size_t> lags;     ///< ascending, each at least 1
  std::vector<std::size_t> windows;  ///< of rolling means, ascending, each at least 1
  std::size_t season = 1;            ///< steps from one season to the next; 1: there are none
  std::size_t horizon = 1;           ///< steps ahead that are learnt

  /// Values that a series must have before anything is learnt from what follows them.
  std::size_t needed() const;
  /// Values at the end of a series that inputs are made from, at most.
  std::size_t kept() const;
  /// What each input is, in their order.
  std::vector<std::string> names() const;
};

/// The mean of all values of a series up to some point, and of their absolute distances from the
/// mean at their own time. Values that come later change neither.
struct RunningLevel {
  double mean = 0, spread = 0;
  std::size_t count = 0;

  void add(double value);
};

/// What is known of a series at one point in time. `end`: its last values up to that point, at
/// least one, plan.kept() or all where there are fewer; they must stay where they are. A value
/// before the first is taken to be the first at the same place in a season, or the first.
class LagOrigin {
 public:
  LagOrigin(const LagPlan& plan, std::span<const double> end, const RunningLevel& level);

  /// The value that is learnt as 0, `step` >= 1 after this point.
  double base(std::size_t step) const;
  /// What is learnt as 1, a robust deviation; 0 where all values up to this point are the same.
  double scale() const { return scale_; }
  /// The inputs for as many steps ahead, names().size() of them, in units of the scale, which is
  /// above 0.
  void write(std::size_t step, std::span<float> out) const;

 private:
  /// The value `back` steps before the last, and its difference from the season before.
  double at(std::size_t back) const;
  double seasonal_change(std::size_t back) const;
  double mean_of_last(std::size_t count) const;
  /// Steps before the last value at which the season is where it will be `step` after it.
  std::size_t back_of(std::size_t step) const;
  double lag_input(std::size_t lag) const;
  double window_input(std::size_t window) const;

  const LagPlan& plan_;
  std::span<const double> end_;
  RunningLevel level_;
  double scale_ = 0;
  std::vector<float> fixed_;  ///< inputs that are the same for every step
};

}  // namespace dlflow::models
