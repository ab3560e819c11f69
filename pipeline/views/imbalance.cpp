#include "pipeline/views/imbalance.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/views/imbalance/kinds.hpp"
#include "pipeline/views/imbalance/sampling.hpp"

namespace dlflow::views {

const std::vector<ImbalanceKind>& imbalance_kinds() {
  static const std::vector<ImbalanceKind> kinds = {
      class_weights(),
      over_sample(),
      under_sample(),
      smote(),
  };
  return kinds;
}

const schema::Choices& imbalance_choices() {
  static const schema::Choices choices = [] {
    schema::Choices all;
    for (const ImbalanceKind& kind : imbalance_kinds()) all.push_back(&kind.choice);
    return all;
  }();
  return choices;
}

std::vector<ClassChange> unchanged(const data::Target& target) {
  std::vector<ClassChange> changes(static_cast<std::size_t>(target.classes));
  for (const std::int32_t label : target.labels) {
    ClassChange& change = changes[static_cast<std::size_t>(label)];
    change.before = ++change.after;
  }
  return changes;
}

std::vector<ClassChange> grown(const data::Target& target, double ratio) {
  std::vector<ClassChange> changes = unchanged(target);
  std::size_t largest = 0;
  for (const ClassChange& change : changes) largest = std::max(largest, change.before);
  for (ClassChange& change : changes)
    if (change.before > 0) change.after = std::max(change.before, least_beside(largest, ratio));
  return changes;
}

std::string balance_in_words(const schema::Chosen& chosen, const data::Target& target,
                             std::span<const std::string> classes) {
  constexpr std::size_t kMostNamed = 8;
  std::vector<ClassChange> changes;
  for (const ImbalanceKind& kind : imbalance_kinds())
    if (&kind.choice == chosen.choice) changes = kind.changes(chosen.options.get(), target);
  std::vector<std::string> parts;
  std::size_t more = 0;
  for (std::size_t k = 0; k < changes.size(); ++k) {
    const ClassChange& change = changes[k];
    if (change.before == 0 || (change.before == change.after && change.weight == 1)) continue;
    if (parts.size() == kMostNamed) {
      ++more;
      continue;
    }
    parts.push_back(change.before == change.after
                        ? fmt::format("a row of '{}' counts {:.4g}", classes[k], change.weight)
                    : change.before == 1
                        ? fmt::format("the only row of '{}' becomes {} equal rows", classes[k],
                                      counted(change.after))
                        : fmt::format("the {} of '{}' become {}", counted(change.before, "row"),
                                      classes[k], counted(change.after)));
  }
  if (more > 0) parts.push_back(fmt::format("and so on for {} more", counted(more)));
  return parts.empty() ? "the classes are alike enough: nothing is changed" : join(parts, ", ");
}

bool reads_values(const schema::Chosen& chosen) {
  return std::ranges::any_of(imbalance_kinds(), [&](const ImbalanceKind& kind) {
    return &kind.choice == chosen.choice && kind.reads_values;
  });
}

void balance(const schema::Chosen& chosen, TrainingPart& part, RandomKey key) {
  if (!chosen) return;
  if (part.target.classes == 0)
    throw UserError(ExitCode::configuration,
                    "imbalance: " + chosen.choice->name + " needs classes, the target is a number",
                    "leave imbalance out of the view");
  for (const ImbalanceKind& kind : imbalance_kinds())
    if (&kind.choice == chosen.choice) kind.apply(chosen.options.get(), part, key);
}

std::vector<std::vector<std::size_t>> rows_of_classes(const data::Target& target) {
  std::vector<std::vector<std::size_t>> rows(static_cast<std::size_t>(target.classes));
  for (std::size_t row = 0; row < target.labels.size(); ++row)
    rows[static_cast<std::size_t>(target.labels[row])].push_back(row);
  return rows;
}

TrainingPart picked(const TrainingPart& part, std::span<const std::size_t> rows) {
  const data::Features& x = part.features;
  if (!x.images.is_empty() || !x.sequences.is_empty())
    throw UserError(ExitCode::data,
                    {{{},
                      "imbalance",
                      "rows with images or sequences are neither repeated nor left out",
                      "use 'class_weights'"}});
  TrainingPart out;
  out.features.rows = rows.size();
  out.features.dense_names = x.dense_names;
  out.features.missing = x.missing;
  out.features.dense = Matrix<float>(rows.size(), x.dense.columns);
  out.features.sparse_names = x.sparse_names;
  out.features.sparse = x.sparse.picked(rows);
  for (const data::CodeColumn& column : x.codes)
    out.features.codes.push_back({column.name, column.cardinality, {}});
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto from = x.dense.row(rows[i]);
    std::copy(from.begin(), from.end(), out.features.dense.row(i).begin());
    for (std::size_t c = 0; c < x.codes.size(); ++c)
      out.features.codes[c].codes.push_back(x.codes[c].codes[rows[i]]);
  }
  out.target = part.target.picked(rows);
  // Where rows are repeated the number of each is what binds it to its copies.
  if (rows.size() > x.rows) out.target.ties.origins.assign(rows.begin(), rows.end());
  return out;
}

}  // namespace dlflow::views
