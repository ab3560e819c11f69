#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "pipeline/statistics/comparison.hpp"

namespace dlflow::statistics {

/// A metric over some rows, given by their indices in [0, rows); a row may stand there repeatedly.
using RowMetric = std::function<double(std::span<const std::uint32_t>)>;

/// How rows are drawn anew. Those of a unit, such as a patient or a month, depend on each other and
/// are drawn together; where units stand in the order of time, as many as `block` follow each
/// other, the first after the last.
struct RowUnits {
  std::vector<std::vector<std::uint32_t>> rows;  ///< of each unit
  std::size_t block = 1;                         ///< at least 1

  /// Each row a unit of its own.
  static RowUnits single(std::size_t count);
  /// Rows of one name are of one unit; units stand in the order of their first rows.
  static RowUnits named(const std::vector<std::string>& names);
  /// The same of times, which ascend: as many follow each other as usually depend on each other.
  static RowUnits at_times(const std::vector<std::string>& times);
};

/// The metric of all rows, with the 2.5 % and 97.5 % percentiles of its values on `resamples` draws
/// of as many units with replacement. Draws on which the metric is NaN are left out; when all are,
/// or without rows, low and high are NaN. The same key gives the same interval.
/// Source: B. Efron, R. Tibshirani, An introduction to the bootstrap (1993), 13.3; of blocks: D.
/// Politis, J. Romano, A circular block-resampling procedure for stationary data (1992).
Interval bootstrap(const RowUnits& units, const RowMetric& metric, RandomKey key,
                   int resamples = 1000);
/// The same of single rows.
Interval bootstrap(std::size_t rows, const RowMetric& metric, RandomKey key, int resamples = 1000);

/// The same for the mean of one value per row.
Interval bootstrap_interval(std::span<const double> values, RandomKey key, int resamples = 2000);

/// How much better the winner of a comparison is expected to look than it is, in the unit of the
/// scores: above 0 when it looks too good, in either direction of the metric.
/// The folds are drawn with replacement 1000 times; each time the model with the best mean on the
/// drawn folds wins, and its mean there is compared with its mean on the folds not drawn.
/// scores[m] holds the fold scores of model m (equal lengths). One model or fewer than two folds,
/// counting only models without NaN: 0. It errs on the strict side: of twenty equal models on 5 to
/// 30 folds it finds 17 to 29 % more than there is, since drawn folds vary more than all.
/// Source: I. Tsamardinos, E. Greasidou, G. Borboudakis, Bootstrapping the out-of-sample
/// predictions for efficient and accurate cross-validation (2018); here over folds, not rows.
double optimism_of_best(const std::vector<std::vector<double>>& scores, bool greater_is_better,
                        RandomKey key);

}  // namespace dlflow::statistics
