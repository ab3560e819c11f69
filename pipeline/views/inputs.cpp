#include "pipeline/views/inputs.hpp"

#include <fmt/format.h>

#include <map>

namespace dlflow::views {
namespace {

const data::Column& column_of(const data::Table& table, const std::string& name) {
  if (const data::Column* column = table.find(name)) return *column;
  throw UserError(ExitCode::data, fmt::format("column '{}' is missing", name),
                  "the preparation reads it: give the table all columns it was fitted on");
}

}  // namespace

std::vector<Input> read_inputs(const data::TrainingRows& rows,
                               const std::vector<std::string>& inputs) {
  std::vector<Input> all;
  for (const std::string& name : inputs) {
    const data::Column& column = column_of(*rows.table, name);
    if (!column.is_number() && !column.is_coded()) continue;
    Input& input = all.emplace_back();
    input.name = name;
    input.is_number = column.is_number();
    input.is_binary = column.kind == data::ColumnKind::binary;
    if (input.is_number) continue;
    std::vector<bool> is_seen(column.labels.size());
    for (data::RowIndex row : rows.index)
      if (column.codes[row] >= 0) is_seen[static_cast<std::size_t>(column.codes[row])] = true;
    for (std::size_t code = 0; code < is_seen.size(); ++code)
      if (is_seen[code]) input.labels.push_back(column.labels[code]);
  }
  return all;
}

Source::Source(const Input& input, const data::Table& table)
    : column_(&column_of(table, input.name)) {
  if (input.is_number ? !column_->is_number() : !column_->is_coded())
    throw UserError(
        ExitCode::data,
        fmt::format("column '{}' holds values of kind {} where {} are needed", input.name,
                    data::names_of(column_->kind)[static_cast<std::size_t>(column_->kind)],
                    input.is_number ? "numbers" : "categories"),
        fmt::format("give the column the kind '{}', or look for stray values in it",
                    input.is_number ? "number" : "category"));
  std::map<std::string_view, std::int32_t> codes;
  for (const std::string& label : input.labels)
    codes.emplace(label, static_cast<std::int32_t>(codes.size()));
  for (const std::string& label : column_->labels) {
    const auto at = codes.find(label);
    code_of_.push_back(at == codes.end() ? kUnseen : at->second);
  }
}

void Source::gather(std::span<const data::RowIndex> rows, Block& block) const {
  if (column_->is_number()) {
    std::vector<double>& values = block.numbers.emplace_back(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) values[i] = column_->numbers[rows[i]];
    return;
  }
  std::vector<std::int32_t>& codes = block.codes.emplace_back(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::int32_t code = column_->codes[rows[i]];
    codes[i] = code < 0 ? kMissing : code_of_[static_cast<std::size_t>(code)];
  }
}

}  // namespace dlflow::views
