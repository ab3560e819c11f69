#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace dlflow::statistics {

/// How far off the predictions of rows were that a model had not seen: order statistics of their
/// scores, thinned to at most kMostKept. A new row of the same kind is off by at most
/// `threshold(level)` with a probability of at least `level`, whatever the model.
/// Source: H. Papadopoulos and others, Inductive confidence machines for regression (2002); J. Lei
/// and others, Distribution-free predictive inference for regression (2018).
class Conformal {
 public:
  static constexpr std::size_t kMostKept = 1000;

  Conformal() = default;
  /// Of the scores of n calibration rows; greater is worse. NaN counts as the greatest.
  explicit Conformal(std::vector<double> scores);
  /// From what was kept; false when it is none: ranks ascend from 1 to `rows`, scores too.
  static std::optional<Conformal> restored(std::size_t rows, std::vector<std::int64_t> ranks,
                                           std::vector<double> scores);

  std::size_t rows() const { return rows_; }
  const std::vector<std::int64_t>& ranks() const { return ranks_; }
  const std::vector<double>& scores() const { return scores_; }

  /// The score of rank ceil((n + 1) level), or the next that was kept; none when the rows are too
  /// few for this level. 0 < level < 1.
  std::optional<double> threshold(double level) const;
  /// The highest level there is a threshold for: n / (n + 1).
  double highest_level() const;

 private:
  std::size_t rows_ = 0;
  std::vector<std::int64_t> ranks_;  ///< from 1
  std::vector<double> scores_;
};

}  // namespace dlflow::statistics
