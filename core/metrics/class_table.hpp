#pragma once

#include <vector>

#include "core/metrics/metric.hpp"

/// What went where, for people: a metric is one number.
namespace dlflow::metrics {

/// (K, K): weight of the rows of class i (row) that are predicted as class j (column). Throws Bug
/// when shapes disagree; a row without a predicted class (a probability that is no number) makes
/// every entry NaN.
Matrix<double> confusion_matrix(const Scored& scored);

/// One class against the rest. Ratios of nothing by nothing are NaN: no row was predicted
/// (precision), there is no row (recall), or neither (f1).
struct ClassScores {
  double precision = 0, recall = 0, f1 = 0;
  double support = 0;  ///< weight of the rows of this class
};
/// One line a class.
std::vector<ClassScores> class_table(const Scored& scored);

}  // namespace dlflow::metrics
