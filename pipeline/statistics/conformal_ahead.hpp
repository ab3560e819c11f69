#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "pipeline/statistics/conformal.hpp"

namespace dlflow::statistics {

/// How far off one prediction of a time series was.
struct ErrorAhead {
  std::int64_t step = 1;  ///< ahead of the last row learnt from
  std::size_t cut = 0;    ///< whose errors hang together: one fit predicted all of them
  double size = 0;        ///< |truth - prediction|
};

/// Conformal intervals of forecasts, wider the more steps ahead they are. The usual size of an
/// error of each step is the mean over the step and up to two on either side, made ascending by
/// pooling neighbours; errors in units of it, taken without those of their own cut, make the scores
/// of all steps together. Of a single cut they are taken with it.
///
///   half width = scale(step) * threshold(level)
///
/// Source: J. Lei and others, Distribution-free predictive inference for regression (2018), 5.2
/// (scores in units of their size); M. Ayer and others, An empirical distribution function for
/// sampling with incomplete information (1955) (pooling).
class ConformalAhead {
 public:
  ConformalAhead() = default;
  /// Errors of NaN count as infinite, and for no size. Steps are at least 1.
  explicit ConformalAhead(const std::vector<ErrorAhead>& errors);
  /// From what was kept; none when it is none: scales ascend, finite and above 0, and are there
  /// where scores are.
  static std::optional<ConformalAhead> restored(std::vector<double> scales, Conformal scores);

  bool is_empty() const { return scales_.empty(); }
  /// The furthest step that was evaluated; 0 where none was.
  std::int64_t furthest() const { return static_cast<std::int64_t>(scales_.size()); }
  const std::vector<double>& scales() const { return scales_; }
  const Conformal& scores() const { return scores_; }

  /// Half the width of an interval at a step; a step below 1, or beyond the furthest, is taken for
  /// the furthest. None where the errors are too few for the level.
  std::optional<double> half_width(double level, std::int64_t step) const;

 private:
  std::vector<double> scales_;  ///< of step 1 and on
  Conformal scores_;
};

}  // namespace dlflow::statistics
