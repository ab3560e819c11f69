#pragma once

#include <cstddef>
#include <functional>
#include <limits>
#include <vector>

#include "core/metrics/metric.hpp"

/// What several metrics need to know of scored rows.
namespace dlflow::metrics {

/// N, after the shapes were checked. Throws Bug when truth, predictions and weights disagree in
/// their length, when a label is out of range, or when the truth is of the other task.
std::size_t rows_with_labels(const Scored& scored);
std::size_t rows_with_values(const Scored& scored);
/// The same of rows of time series, each with the naive errors of its series.
std::size_t rows_of_series(const Scored& scored);

inline double weight_of(const Scored& scored, std::size_t row) {
  return scored.weights.empty() ? 1.0 : scored.weights[row];
}

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// The class with the largest probability; the lowest of equal ones. K when one is no number.
std::size_t predicted_class(const Scored& scored, std::size_t row);

/// A kind for binary and multiclass tasks that is at most 1; greater is better.
MetricKind share_of_classes(std::string name, std::string doc, std::string source,
                            std::function<double(const Scored&)> compute, double lowest = 0);

/// 1 or 0 for a row, NaN when a probability is no number.
double is_hit(const Scored& scored, std::size_t row);

/// Weights of rows per class: of the truth, of the predictions, and of both at once. All are NaN
/// when a probability is no number.
struct ClassWeights {
  std::vector<double> truth, predicted, hit;
};
ClassWeights class_weights(const Scored& scored);

/// A ratio told for one class k.
using ClassRatio = std::function<double(const ClassWeights&, std::size_t k)>;

/// The ratio of the positive class of two; with more the plain mean over the classes that occur in
/// the truth or the predictions. A ratio of nothing by nothing counts as 0, as scikit-learn has it.
double ratio_of_classes(const Scored& scored, const ClassRatio& ratio);
/// That mean, with two classes too.
double macro_mean(const Scored& scored, const ClassRatio& ratio);

/// The rows from the lowest to the highest probability of class k, in their order where these are
/// equal; empty when one is no number, which has no rank.
std::vector<std::size_t> ascending_rows(const Scored& scored, std::size_t k);

/// `of_class` told of the positive class of two; with more the plain mean over all classes against
/// the rest. NaN with less than two classes.
double one_against_rest(const Scored& scored, double (*of_class)(const Scored&, std::size_t k));

/// sum_n w[n] loss(n) / sum_n w[n]; NaN without rows or with weights that sum to 0.
template <class Loss>
double weighted_mean(const Scored& scored, std::size_t rows, Loss&& loss) {
  double sum = 0, total = 0;
  for (std::size_t n = 0; n < rows; ++n) {
    const double weight = weight_of(scored, n);
    sum += weight * loss(n);
    total += weight;
  }
  return sum / total;
}

}  // namespace dlflow::metrics
