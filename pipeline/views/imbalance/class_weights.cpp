#include "pipeline/views/imbalance/kinds.hpp"

namespace dlflow::views {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

/// A row of class k weighs N / (classes seen * rows of k), times the weight it has: each class
/// counts as much as any other, and the mean weight is 1.
std::vector<double> weights_of(const data::Target& target) {
  std::vector<double> sums(static_cast<std::size_t>(target.classes));
  double all = 0, seen = 0;
  for (std::size_t row = 0; row < target.labels.size(); ++row) {
    const double weight = target.weights.empty() ? 1 : target.weights[row];
    sums[static_cast<std::size_t>(target.labels[row])] += weight;
    all += weight;
  }
  for (double sum : sums) seen += sum > 0;
  for (double& sum : sums) sum = all / (seen * sum);
  return sums;
}

void weigh(const Options&, TrainingPart& part, RandomKey) {
  data::Target& target = part.target;
  const std::vector<double> weights = weights_of(target);
  if (target.weights.empty()) target.weights.assign(target.labels.size(), 1.0);
  for (std::size_t row = 0; row < target.labels.size(); ++row)
    target.weights[row] *= weights[static_cast<std::size_t>(target.labels[row])];
}

std::vector<ClassChange> weighed(const Options&, const data::Target& target) {
  std::vector<ClassChange> changes = unchanged(target);
  const std::vector<double> weights = weights_of(target);
  for (std::size_t k = 0; k < changes.size(); ++k) changes[k].weight = weights[k];
  return changes;
}

}  // namespace

ImbalanceKind class_weights() {
  return imbalance_kind<Options>("class_weights", "Weighs rows so that classes count alike.",
                                 "as scikit-learn's class_weight 'balanced'", "{}", weigh, weighed);
}

}  // namespace dlflow::views
