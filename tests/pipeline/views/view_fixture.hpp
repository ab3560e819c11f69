#pragma once

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "core/base/text.hpp"
#include "pipeline/data/splits.hpp"
#include "pipeline/views/transform.hpp"

/// Tables and steps in the words of the tests.
namespace dlflow::views::fixture {

inline const double kNan = std::numeric_limits<double>::quiet_NaN();

inline data::Column numbers(const std::string& name, const std::vector<double>& values) {
  data::Column column;
  column.name = name;
  for (double v : values) column.numbers.push_back(v);
  return column;
}

/// "" is missing; labels are sorted.
inline data::Column words(const std::string& name, const std::vector<std::string>& values,
                          data::ColumnKind kind = data::ColumnKind::category) {
  data::Column column;
  column.name = name;
  column.kind = kind;
  std::set<std::string> labels(values.begin(), values.end());
  labels.erase("");
  column.labels.assign(labels.begin(), labels.end());
  for (const std::string& value : values) {
    const auto at = std::find(column.labels.begin(), column.labels.end(), value);
    column.codes.push_back(value.empty() ? -1
                                         : static_cast<std::int32_t>(at - column.labels.begin()));
  }
  return column;
}

inline data::Column dates(const std::string& name, const std::vector<std::string>& values) {
  data::Column column;
  column.name = name;
  column.kind = data::ColumnKind::date;
  column.texts = values;
  return column;
}

template <class... Columns>
data::Table table_of(Columns... columns) {
  data::Table table;
  (table.columns.push_back(std::move(columns)), ...);
  return table;
}

/// The first `training` rows to learn from, the others held out.
inline data::Fold first_rows(const data::Table& table, std::size_t training) {
  data::Fold fold;
  for (std::size_t row = 0; row < table.rows(); ++row)
    (row < training ? fold.train : fold.held_out).push_back(static_cast<data::RowIndex>(row));
  return fold;
}
inline data::Fold all_rows(const data::Table& table) { return first_rows(table, table.rows()); }

inline void set_value(schema::Slot& slot, const std::string& text) {
  if (auto* number = std::get_if<double*>(&slot)) {
    **number = parse_number(text).value();
  } else if (auto* whole = std::get_if<std::int64_t*>(&slot)) {
    **whole = parse_integer(text).value();
  } else if (auto* flag = std::get_if<bool*>(&slot)) {
    **flag = text == "true";
  } else if (auto* string = std::get_if<std::string*>(&slot)) {
    **string = text;
  } else if (auto* choice = std::get_if<schema::EnumSlot>(&slot)) {
    const auto at = std::find(choice->names.begin(), choice->names.end(), text);
    REQUIRE(at != choice->names.end());
    choice->set(static_cast<int>(at - choice->names.begin()));
  } else {
    auto& optional = std::get<schema::OptionalSlot>(slot);
    optional.emplace();
    set_value(optional.table()->fields().at(0).slot, text);
  }
}

/// A step with some of its options set.
inline schema::Chosen step(const std::string& name,
                           const std::map<std::string, std::string>& options = {}) {
  const TransformKind* kind = find_transform(name);
  REQUIRE(kind != nullptr);
  schema::Chosen chosen{&kind->choice, kind->choice.make(), {}};
  schema::Object object;
  kind->choice.describe(object, chosen.options.get());
  for (const auto& [key, value] : options) {
    const auto field = std::find_if(object.fields().begin(), object.fields().end(),
                                    [&](const schema::Field& f) { return f.name == key; });
    INFO(name << "." << key);
    REQUIRE(field != object.fields().end());
    set_value(field->slot, value);
  }
  return chosen;
}

inline std::unique_ptr<Transform> make(const schema::Chosen& chosen) {
  return find_transform(chosen.choice->name)->make(chosen.options.get());
}

inline std::vector<std::string> names(const data::Table& table) {
  std::vector<std::string> all;
  for (const data::Column& column : table.columns) all.push_back(column.name);
  return all;
}

/// Two classes by turns, for as many rows.
inline data::Target two_classes(std::size_t rows) {
  data::Target target{data::Task::binary, 2, {}, {}, {}};
  for (std::size_t row = 0; row < rows; ++row)
    target.labels.push_back(static_cast<std::int32_t>(row % 2));
  return target;
}

/// All columns of `table` fitted on its first `training` rows, whose classes take turns.
inline std::unique_ptr<FittedView> fit(const ViewOptions& options, const data::Table& table,
                                       std::size_t training) {
  const data::Fold fold = first_rows(table, training);
  const data::Target target = two_classes(training);
  return fit_view("standard", options, fold.training(table), names(table), {&target, RandomKey(1)});
}

inline data::Features apply(const FittedView& view, const data::Table& table) {
  const data::Fold fold = all_rows(table);
  return view.apply({&table, fold.train});
}

inline bool same_bits(const data::Features& a, const data::Features& b) {
  if (a.rows != b.rows || a.dense_names != b.dense_names || a.dense.values != b.dense.values ||
      a.codes.size() != b.codes.size())
    return false;
  for (std::size_t c = 0; c < a.codes.size(); ++c)
    if (a.codes[c].name != b.codes[c].name || a.codes[c].codes != b.codes[c].codes ||
        a.codes[c].cardinality != b.codes[c].cardinality)
      return false;
  return true;
}

inline std::vector<float> row(const data::Features& features, std::size_t n) {
  const auto values = features.dense.row(n);
  return {values.begin(), values.end()};
}

inline std::string sentence(const FittedView& view, const std::string& column,
                            const std::string& step_name) {
  for (const Learnt& learnt : view.learnt())
    if (learnt.column == column && learnt.step == step_name) return learnt.sentence;
  return "(none)";
}

/// The message and the hint of the UserError that `work` throws.
template <class Work>
std::pair<std::string, std::string> refusal(Work work) {
  try {
    work();
  } catch (const UserError& error) {
    // A step that does not take its column is a fault of the configuration.
    CHECK((error.code() == ExitCode::data || error.code() == ExitCode::configuration));
    return {error.problems().at(0).message, error.problems().at(0).hint};
  }
  return {"(accepted)", ""};
}
using Refusal = std::pair<std::string, std::string>;

}  // namespace dlflow::views::fixture
