#include "pipeline/views/inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>

#include "core/base/names.hpp"
#include "core/kernels/dispatch.hpp"
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

/// Whether these rows follow each other, and whether they lie in the chunk of the first.
DLFLOW_CLONES void look_at(const data::RowIndex* rows, std::uint32_t count, std::uint32_t chunk,
                           bool* is_run, bool* is_one_chunk) {
  std::uint32_t gaps = 0, others = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    gaps |= rows[i] ^ (rows[0] + i);
    others |= rows[i] ^ rows[0];
  }
  *is_run = gaps == 0;
  *is_one_chunk = others < chunk;
}

DLFLOW_CLONES void pick(const double* from, const data::RowIndex* rows, std::uint32_t mask,
                        std::size_t count, double* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = from[rows[i] & mask];
}
DLFLOW_CLONES void pick(const std::int32_t* from, const data::RowIndex* rows, std::uint32_t mask,
                        std::size_t count, std::int32_t* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = from[rows[i] & mask];
}

/// Puts the values of some rows into `out`. Rows that follow each other are copied, those of one
/// chunk picked.
template <class T>
void gather_values(const data::Chunked<T>& column, std::span<const data::RowIndex> rows,
                   std::vector<T>& out) {
  constexpr std::size_t kPiece = 1024, kChunk = data::Chunked<T>::kChunk;
  static_assert((kChunk & (kChunk - 1)) == 0, "the place in a chunk is cut out by a mask");
  out.clear();
  out.reserve(rows.size());
  for (std::size_t begin = 0; begin < rows.size(); begin += kPiece) {
    const auto piece = rows.subspan(begin, std::min(kPiece, rows.size() - begin));
    bool is_run = false, is_one_chunk = false;
    look_at(piece.data(), static_cast<std::uint32_t>(piece.size()), kChunk, &is_run, &is_one_chunk);
    const T* chunk = column.chunk(piece[0] / kChunk).data();
    if (is_run && is_one_chunk) {
      const T* const first = chunk + piece[0] % kChunk;
      out.insert(out.end(), first, first + piece.size());
      continue;
    }
    out.resize(begin + piece.size());
    if (is_one_chunk)
      pick(chunk, piece.data(), kChunk - 1, piece.size(), out.data() + begin);
    else
      for (std::size_t i = 0; i < piece.size(); ++i) out[begin + i] = column[piece[i]];
  }
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
    Input input{name, InputKind::number, {}};
    if (column.kind == data::ColumnKind::date)
      input.kind = InputKind::date;
    else if (column.is_coded())
      input.kind =
          column.kind == data::ColumnKind::binary ? InputKind::binary : InputKind::category;
    else if (!column.is_number())
      continue;
    if (input.is_coded()) input.labels = seen_labels(column, rows.index);
    all.push_back(std::move(input));
  }
  return all;
}

Source::Source(const Input& input, const data::Table& table)
    : column_(&column_of(table, input.name)), kind_(input.kind) {
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

void Source::gather(std::span<const data::RowIndex> rows, Block& block) const {
  if (kind_ == InputKind::date) return gather_dates(rows, block.dates.emplace_back(rows.size()));
  if (kind_ == InputKind::number) return gather_numbers(rows, block.numbers.emplace_back());
  std::vector<std::int32_t>& codes = block.codes.emplace_back();
  gather_values(column_->codes, rows, codes);
  for (std::int32_t& code : codes)
    code = code < 0 ? kMissing : code_of_[static_cast<std::size_t>(code)];
}

void Source::gather_numbers(std::span<const data::RowIndex> rows,
                            std::vector<double>& values) const {
  gather_values(column_->numbers, rows, values);
}

void Source::gather_dates(std::span<const data::RowIndex> rows, std::vector<double>& values) const {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string& text = column_->texts[rows[i]];
    const auto date = data::parse_date(text);
    if (!date && !text.empty())
      throw UserError(
          ExitCode::data,
          fmt::format("column '{}', row {}: '{}' is no date", column_->name, rows[i] + 1, text),
          "write dates year first, such as 2024-05-31 or 2024-05-31 14:30");
    values[i] = date.value_or(std::numeric_limits<double>::quiet_NaN());
  }
}

}  // namespace dlflow::views
