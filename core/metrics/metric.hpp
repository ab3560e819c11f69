#pragma once

#include <cstdint>
#include <functional>
#include <optional>
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
  /// Of rows of time series alone: which series each belongs to, and the naive error of that series
  /// (see naive_error.hpp) where it was learnt from.
  std::span<const std::int32_t> series = {};
  std::span<const double> naive_absolute = {}, naive_square = {};
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
  bool needs_series = false;          ///< reads the naive errors of series
  double lowest = 0;                  ///< the least value by definition
  std::int64_t least_classes = 0;     ///< with fewer it is 1 whatever is predicted
  /// The weighted mean of what each row scores alone, so that parts of any size can be averaged.
  bool is_mean_over_rows = false;
  /// NaN where it is not defined (roc_auc of one class, a prediction that is NaN).
  std::function<double(const Scored&)> compute = {};
};

/// Metrics that differ in a number which is part of their name.
struct MetricFamily {
  /// What a name stands for: a metric, or why there is none with that number and what to write.
  struct Named {
    std::optional<MetricKind> kind;
    std::string problem = {}, hint = {};
  };
  std::string name;  ///< with the number between < and >
  std::string doc, source;
  std::optional<Named> (*named)(std::string_view name);  ///< none for a name of another form
};

/// All metrics that every problem is told, one line a kind, those of classes first.
const std::vector<MetricKind>& metric_kinds();
const std::vector<MetricFamily>& metric_families();
/// One of those, or of a family; it lives as long as the program. nullptr when there is none.
const MetricKind* find_metric(std::string_view name);
/// Why no family has a metric of that name, where one has names of that form.
std::optional<MetricFamily::Named> refused_metric(std::string_view name);

}  // namespace dlflow::metrics
