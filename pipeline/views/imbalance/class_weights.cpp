#include "pipeline/views/imbalance/kinds.hpp"

namespace dlflow::views {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

/// A row of class k weighs N / (classes seen * rows of k), times the weight it has: each class
/// counts as much as any other, and the mean weight is 1.
void weigh(const Options&, TrainingPart& part, RandomKey) {
  data::Target& target = part.target;
  if (target.weights.empty()) target.weights.assign(target.labels.size(), 1.0);
  std::vector<double> sums(static_cast<std::size_t>(target.classes));
  double all = 0, seen = 0;
  for (std::size_t row = 0; row < target.labels.size(); ++row) {
    sums[static_cast<std::size_t>(target.labels[row])] += target.weights[row];
    all += target.weights[row];
  }
  for (double sum : sums) seen += sum > 0;
  for (std::size_t row = 0; row < target.labels.size(); ++row)
    target.weights[row] *= all / (seen * sums[static_cast<std::size_t>(target.labels[row])]);
}

}  // namespace

ImbalanceKind class_weights() {
  return imbalance_kind<Options>("class_weights", "Weighs rows so that classes count alike.", "{}",
                                 weigh);
}

}  // namespace dlflow::views
