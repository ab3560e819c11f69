#pragma once

#include <cstddef>
#include <vector>

#include "core/metrics/metric.hpp"

/// What several metrics need to know of scored rows.
namespace dlflow::metrics {

/// N, after the shapes were checked. Throws Bug when truth, predictions and weights disagree in
/// their length, when a label is out of range, or when the truth is of the other task.
std::size_t rows_with_labels(const Scored& scored);
std::size_t rows_with_values(const Scored& scored);

inline double weight_of(const Scored& scored, std::size_t row) {
  return scored.weights.empty() ? 1.0 : scored.weights[row];
}

/// The class with the largest probability; the lowest of equal ones.
std::size_t predicted_class(const Scored& scored, std::size_t row);

/// Weights of rows per class: of the truth, of the predictions, and of both at once.
struct ClassWeights {
  std::vector<double> truth, predicted, hit;
};
ClassWeights class_weights(const Scored& scored);

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
