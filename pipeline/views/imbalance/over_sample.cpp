#include <algorithm>
#include <numeric>

#include "pipeline/views/imbalance/kinds.hpp"
#include "pipeline/views/imbalance/sampling.hpp"

namespace dlflow::views {
namespace {

/// All rows, then rows of the smaller classes again, drawn with replacement, class by class.
void repeat_rows(const SamplingOptions& options, TrainingPart& part, RandomKey key) {
  const auto classes = rows_of_classes(part.target);
  std::size_t largest = 0;
  for (const auto& rows : classes) largest = std::max(largest, rows.size());
  std::vector<std::size_t> chosen(part.target.labels.size());
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  const std::size_t wanted = least_beside(largest, options.ratio);
  for (std::size_t k = 0; k < classes.size(); ++k) {
    RandomStream random(key.with("over_sample").with(static_cast<std::uint64_t>(k)));
    for (std::size_t n = classes[k].size(); !classes[k].empty() && n < wanted; ++n)
      chosen.push_back(classes[k][random.below(classes[k].size())]);
  }
  part = picked(part, chosen);
}

}  // namespace

ImbalanceKind over_sample() {
  ImbalanceKind made = imbalance_kind<SamplingOptions>(
      "over_sample", "Repeats rows of smaller classes, drawn at random.",
      "as imbalanced-learn's RandomOverSampler", "{ratio: 0.5}", repeat_rows,
      [](const SamplingOptions& options, const data::Target& target) {
        return grown(target, options.ratio);
      });
  made.choice.version = 2;
  return made;
}

}  // namespace dlflow::views
