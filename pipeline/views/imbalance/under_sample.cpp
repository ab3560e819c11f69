#include <algorithm>

#include "pipeline/views/imbalance/kinds.hpp"
#include "pipeline/views/imbalance/sampling.hpp"

namespace dlflow::views {
namespace {

/// Leaves out rows of the larger classes, drawn at random; the others keep their order.
void leave_out(const SamplingOptions& options, TrainingPart& part, RandomKey key) {
  auto classes = rows_of_classes(part.target);
  std::size_t smallest = part.target.labels.size();
  for (const auto& rows : classes)
    if (!rows.empty()) smallest = std::min(smallest, rows.size());
  const std::size_t allowed = most_beside(smallest, options.ratio);
  std::vector<std::size_t> chosen;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    RandomStream random(key.with("under_sample").with(static_cast<std::uint64_t>(k)));
    random.shuffle(std::span(classes[k]));
    classes[k].resize(std::min(classes[k].size(), allowed));
    chosen.insert(chosen.end(), classes[k].begin(), classes[k].end());
  }
  std::sort(chosen.begin(), chosen.end());
  part = picked(part, chosen);
}

std::vector<ClassChange> shrunk(const SamplingOptions& options, const data::Target& target) {
  std::vector<ClassChange> changes = unchanged(target);
  std::size_t smallest = target.labels.size();
  for (const ClassChange& change : changes)
    if (change.before > 0) smallest = std::min(smallest, change.before);
  const std::size_t allowed = most_beside(smallest, options.ratio);
  for (ClassChange& change : changes) change.after = std::min(change.before, allowed);
  return changes;
}

}  // namespace

ImbalanceKind under_sample() {
  return imbalance_kind<SamplingOptions>(
      "under_sample", "Leaves out rows of larger classes, drawn at random.",
      "as imbalanced-learn's RandomUnderSampler", "{ratio: 0.5}", leave_out, shrunk);
}

}  // namespace dlflow::views
