#include "pipeline/views/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "core/base/names.hpp"
#include "pipeline/data/dates.hpp"

namespace dlflow::views {
namespace {

const data::Column& column_of(const data::Table& table, const std::string& name) {
  if (const data::Column* column = table.find(name)) return *column;
  throw UserError(ExitCode::data, fmt::format("column '{}' is missing", name),
                  "the preparation reads it: give the table all columns it was fitted on");
}

bool suits(InputKind kind, const data::Column& column) {
  switch (kind) {
    case InputKind::number:
      return column.is_number();
    case InputKind::date:
      return column.kind == data::ColumnKind::date;
    default:
      return column.is_coded();
  }
}

/// The labels of a coded column that some rows hold.
std::vector<std::string> seen_labels(const data::Column& column,
                                     std::span<const data::RowIndex> rows) {
  std::vector<bool> is_seen(column.labels.size());
  std::size_t unseen = is_seen.size();
  for (data::RowIndex row : rows) {
    if (unseen == 0) break;
    const std::int32_t code = column.codes[row];
    if (code < 0 || is_seen[static_cast<std::size_t>(code)]) continue;
    is_seen[static_cast<std::size_t>(code)] = true;
    --unseen;
  }
  std::vector<std::string> labels;
  for (std::size_t code = 0; code < is_seen.size(); ++code)
    if (is_seen[code]) labels.push_back(column.labels[code]);
  return labels;
}

bool has_value(const Input& input, const data::Column& column,
               std::span<const data::RowIndex> rows) {
  if (input.is_coded()) return !input.labels.empty();
  return std::ranges::any_of(rows, [&](data::RowIndex row) { return !column.is_missing(row); });
}

}  // namespace

std::span<const std::string_view> names_of(InputKind) {
  static constexpr std::array<std::string_view, 4> kNames = {"number", "binary", "category",
                                                             "date"};
  return kNames;
}

std::vector<Input> read_inputs(const data::TrainingRows& rows,
                               const std::vector<std::string>& inputs) {
  std::vector<Input> all;
  for (const std::string& name : inputs) {
    const data::Column& column = column_of(*rows.table, name);
    Input input{.name = name, .kind = InputKind::number, .labels = {}};
    if (column.kind == data::ColumnKind::date)
      input.kind = InputKind::date;
    else if (column.is_coded())
      input.kind =
          column.kind == data::ColumnKind::binary ? InputKind::binary : InputKind::category;
    else if (!column.is_number())
      continue;
    if (input.is_coded()) input.labels = seen_labels(column, rows.index);
    input.is_blank = !has_value(input, column, rows.index);
    all.push_back(std::move(input));
  }
  return all;
}

Source::Source(const Input& input, const data::Table& table)
    : column_(&column_of(table, input.name)), kind_(input.kind), is_blank_(input.is_blank) {
  if (!suits(kind_, *column_)) {
    const bool is_coded = input.is_coded();
    const std::string_view wanted = is_coded ? "category" : value_name(kind_);
    throw UserError(
        ExitCode::data,
        fmt::format("column '{}' holds values of kind {} where {} are needed", input.name,
                    value_name(column_->kind),
                    is_coded ? "categories" : fmt::format("{}s", wanted)),
        fmt::format("give the column the kind '{}', or look for stray values in it", wanted));
  }
  std::map<std::string_view, std::int32_t> codes;
  for (const std::string& label : input.labels)
    codes.emplace(label, static_cast<std::int32_t>(codes.size()));
  for (const std::string& label : column_->labels) {
    const auto at = codes.find(label);
    code_of_.push_back(at == codes.end() ? kUnseen : at->second);
  }
}

ColumnValues Source::numbers(std::span<const Piece> rows) const {
  const ColumnValues values(column_->numbers, rows);
  return is_blank_ ? ColumnValues::missing(values.size()) : values;
}

const double* Source::numbers(const Piece& rows, std::vector<double>& buffer) const {
  if (!is_blank_) return read(column_->numbers, rows, buffer);
  buffer.assign(rows.size(), std::numeric_limits<double>::quiet_NaN());
  return buffer.data();
}

void Source::gather(std::span<const Piece> rows, Block& block) const {
  if (kind_ == InputKind::date) return gather_dates(rows, block.dates.emplace_back());
  if (kind_ != InputKind::number) return gather_codes(rows, block.codes.emplace_back(block.rows));
  double* out = block.add_numbers().data();
  numbers(rows).for_each(
      [&](const double* values, std::size_t count) { out = std::copy_n(values, count, out); });
}

void Source::gather_codes(std::span<const Piece> rows, std::vector<std::int32_t>& codes) const {
  if (is_blank_) {
    std::ranges::fill(codes, kMissing);
    return;
  }
  std::vector<std::int32_t> buffer;
  auto out = codes.begin();
  for (const Piece& piece : rows) {
    const std::int32_t* from = read(column_->codes, piece, buffer);
    out = std::transform(from, from + piece.size(), out, [&](std::int32_t code) {
      return code < 0 ? kMissing : code_of_[static_cast<std::size_t>(code)];
    });
  }
}

void Source::gather_dates(std::span<const Piece> rows, std::vector<double>& dates) const {
  constexpr double kNoDate = std::numeric_limits<double>::quiet_NaN();
  for (const Piece& piece : rows)
    for (const data::RowIndex row : piece.rows) {
      if (is_blank_) {
        dates.push_back(kNoDate);
        continue;
      }
      const std::string& text = column_->texts[row];
      const auto date = data::parse_date(text);
      if (!date && !text.empty())
        throw UserError(
            ExitCode::data,
            fmt::format("column '{}', row {}: '{}' is no date", column_->name, row + 1, text),
            "write dates year first, such as 2024-05-31 or 2024-05-31 14:30");
      dates.push_back(date.value_or(kNoDate));
    }
}

}  // namespace dlflow::views
