#include "core/metrics/class_table.hpp"

#include "core/metrics/rows.hpp"

namespace dlflow::metrics {

Matrix<double> confusion_matrix(const Scored& scored) {
  const std::size_t rows = rows_with_labels(scored), classes = scored.predictions->columns;
  Matrix<double> out(classes, classes);
  for (std::size_t n = 0; n < rows; ++n) {
    const std::size_t guess = predicted_class(scored, n);
    if (guess == classes) return {classes, classes, kUndefined};
    out(static_cast<std::size_t>(scored.labels[n]), guess) += weight_of(scored, n);
  }
  return out;
}

std::vector<ClassScores> class_table(const Scored& scored) {
  const ClassWeights sums = class_weights(scored);
  std::vector<ClassScores> out;
  for (std::size_t k = 0; k < sums.truth.size(); ++k)
    out.push_back({sums.hit[k] / sums.predicted[k], sums.hit[k] / sums.truth[k],
                   2 * sums.hit[k] / (sums.truth[k] + sums.predicted[k]), sums.truth[k]});
  return out;
}

}  // namespace dlflow::metrics
