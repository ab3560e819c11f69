#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tensor/matrix.hpp"

namespace dlflow::metrics {

/// The truth and the predictions of N rows. Exactly one of labels and values is filled.
struct Scored {
  std::span<const std::int32_t> labels;  ///< class indices in [0, K)
  std::span<const double> values;        ///< true values of a regression
  const Matrix<double>* predictions;     ///< (N, K) probabilities or (N, 1) values
  std::span<const double> weights;       ///< empty: all 1
};

/// One metric: what it measures, in which direction it is good, and its formula.
struct MetricKind {
  std::string name;
  std::string doc;          ///< formula in one or two sentences
  std::string source = {};  ///< who published it, or whose definition it follows
  bool for_binary = false, for_multiclass = false, for_regression = false;
  bool greater_is_better = true;
  bool counts_classes_alike = false;  ///< a class of few rows counts as much as one of many
  bool is_share = false;              ///< at most 1 by definition, and shown with fixed decimals
  double lowest = 0;                  ///< the least value by definition
  /// The weighted mean of what each row scores alone, so that parts of any size can be averaged.
  bool is_mean_over_rows = false;
  double (*compute)(const Scored&) =
      nullptr;  ///< NaN where it is not defined (roc_auc of one class, a prediction that is NaN)
};

/// All metrics, one line a kind, those of classes first.
const std::vector<MetricKind>& metric_kinds();
/// nullptr when there is none.
const MetricKind* find_metric(std::string_view name);

}  // namespace dlflow::metrics
