#pragma once

#include <optional>
#include <string>
#include <vector>

namespace dlflow::statistics {

/// What a learning curve shows.
enum class Diagnosis {
  too_short,         ///< fewer than five epochs: nothing can be said
  rate_too_high,     ///< the training loss jumps up again, or ends above its start
  unfinished,        ///< it still falls: more epochs
  underfit,          ///< it ends near the loss of a guess
  overfit,           ///< the validation loss rises while the training loss falls
  more_data,         ///< unseen rows cost much more than training rows, without having risen
  unrepresentative,  ///< the validation part is easier than the rows learnt from, or too small
  healthy
};

/// Losses over the epochs, means over folds, all in one unit.
struct CurveShape {
  std::vector<double> loss;        ///< of the training rows
  std::vector<double> validation;  ///< empty without a validation part
  std::optional<double> unseen;    ///< of the held-out rows, at the end
  std::optional<double> guess;     ///< of a guess that looks at no column
  bool is_whole = true;            ///< false: cut where training was stopped by its validation part
};

/// One thing that a curve shows, with the numbers that show it.
struct CurveFinding {
  Diagnosis what = Diagnosis::healthy;
  double from = 0, to = 0;  ///< see diagnose()
  int epoch = 0;            ///< from 1; 0 where none is meant
};

/// The findings, the gravest first; never empty. Their numbers:
///
///   too_short         to: epochs
///   rate_too_high     from, to: the first and the last loss; epoch: of the steepest rise
///   unfinished        from, to: the training loss 10 % of the epochs before the end, and at it
///   underfit          from: the guess's loss; to: the last training loss
///   overfit           from: the lowest validation loss, at `epoch`; to: the last one
///   more_data         from: the training loss, to: the loss of unseen rows (at the best epoch)
///   unrepresentative  from: mean training loss, to: mean validation loss of the second half; or,
///                     with an epoch, the validation losses around its greatest jump, ending there
///   healthy           from: the first training loss; to: the last
///
/// A mean over folds hides the jumps of each one, so what is found in it is there. Losses that are
/// not finite count as a rate too high.
std::vector<CurveFinding> diagnose(const CurveShape& curve);

}  // namespace dlflow::statistics
