#include "pipeline/data/column_blocks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace dlflow::data {
namespace {

/// The members of a block: columns[first .. last].
struct Span {
  std::size_t first = 0, last = 0;
  std::size_t size() const { return last - first + 1; }
};

std::size_t index_of(const std::string& file, const std::vector<std::string>& names,
                     const std::string& wanted, const std::string& block) {
  const auto at = std::find(names.begin(), names.end(), wanted);
  if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
  const auto near = nearest(wanted, names);
  throw UserError(
      ExitCode::data,
      fmt::format("{} has no column '{}', which '{}' is to be made of", file, wanted, block),
      near ? "did you mean '" + *near + "'?" : "see its header for the names");
}

Span span_of(const std::string& file, const std::vector<std::string>& names,
             const std::string& block, const ColumnOptions& options) {
  const Span span{index_of(file, names, options.from, block),
                  index_of(file, names, options.to, block)};
  if (span.first > span.last)
    throw UserError(
        ExitCode::data,
        fmt::format("{}: '{}' is to be made of the columns from '{}' to '{}', but these "
                    "stand in the other order",
                    file, block, options.from, options.to),
        "exchange 'from' and 'to'");
  return span;
}

/// height, width, channels of an image; steps, channels of a series.
std::vector<std::size_t> shape_of(const std::string& file, const std::string& name,
                                  const ColumnOptions& options, std::size_t columns) {
  std::vector<std::size_t> shape(options.shape.begin(), options.shape.end());
  const bool is_image = options.kind == ColumnKind::image;
  if (shape.empty() && is_image) {
    const auto side = static_cast<std::size_t>(std::lround(std::sqrt(columns)));
    if (side * side != columns)
      throw UserError(ExitCode::data,
                      fmt::format("{}: '{}' is made of {} columns, which is no square image", file,
                                  name, columns),
                      fmt::format("give columns.{}.shape: [height, width, channels]", name));
    shape = {side, side};
  }
  if (shape.empty()) shape = {columns};
  if (shape.size() < (is_image ? 3u : 2u)) shape.push_back(1);
  std::size_t values = 1;
  for (const std::size_t n : shape) values *= n;
  if (values == columns) return shape;
  std::vector<std::string> sides;
  for (const std::size_t n : shape) sides.push_back(std::to_string(n));
  throw UserError(ExitCode::data,
                  fmt::format("{}: '{}' is made of {} columns, but its shape {} holds {} values",
                              file, name, columns, join(sides, " x "), values));
}

Column make_image(const Table& table, Span span, const std::vector<std::size_t>& shape,
                  const std::string& file) {
  auto block = std::make_shared<samples::ImageBlock>();
  block->height = shape[0];
  block->width = shape[1];
  block->channels = shape[2];
  const std::size_t rows = table.rows(), size = span.size();
  AlignedVector<float> values(rows * size);
  bool are_bytes = true;
  for (std::size_t c = 0; c < size; ++c) {
    const Column& column = table.columns[span.first + c];
    for (std::size_t r = 0; r < rows; ++r) {
      const double v = column.numbers[r];
      if (std::isnan(v))
        throw UserError(ExitCode::data, fmt::format("{}: row {}, column '{}': a pixel is missing",
                                                    file, r + 1, column.name));
      are_bytes = are_bytes && v >= 0 && v <= 255 && v == std::floor(v);
      values[r * size + c] = static_cast<float>(v);
    }
  }
  if (are_bytes)
    block->bytes.assign(values.begin(), values.end());
  else
    block->floats = std::move(values);
  Column column;
  column.kind = ColumnKind::image;
  column.images = std::move(block);
  return column;
}

Column make_series(const Table& table, Span span, const std::vector<std::size_t>& shape) {
  auto block = std::make_shared<samples::SequenceBlock>();
  const std::size_t steps = shape[0], channels = shape[1];
  block->channels = channels;
  const auto value = [&](std::size_t row, std::size_t i) {
    return table.columns[span.first + i].numbers[row];
  };
  for (std::size_t row = 0; row < table.rows(); ++row) {
    std::size_t length = steps * channels;
    while (length > 0 && std::isnan(value(row, length - 1))) --length;
    length = (length + channels - 1) / channels;
    for (std::size_t i = 0; i < length * channels; ++i)
      block->values.push_back(static_cast<float>(value(row, i)));
    block->offsets.push_back(block->offsets.back() + length);
  }
  Column column;
  column.kind = ColumnKind::series;
  column.series = std::move(block);
  return column;
}

std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

}  // namespace

std::vector<ColumnOptions> options_of_columns(const std::string& file,
                                              const std::vector<std::string>& names,
                                              const ColumnSettings& settings) {
  std::vector<ColumnOptions> all(names.size());
  for (const auto& [name, options] : settings) {
    if (options.is_block()) {
      const Span span = span_of(file, names, name, options);
      for (std::size_t c = span.first; c <= span.last; ++c) {
        all[c].kind = ColumnKind::number;
        all[c].missing = options.missing;
      }
      continue;
    }
    const auto at = std::find(names.begin(), names.end(), name);
    if (at != names.end()) all[static_cast<std::size_t>(at - names.begin())] = options;
  }
  return all;
}

void gather_blocks(Table& table, const std::string& file, const ColumnSettings& settings) {
  for (const auto& [name, options] : settings) {
    if (!options.is_block()) continue;
    const Span span = span_of(file, names_of(table), name, options);
    const auto shape = shape_of(file, name, options, span.size());
    const bool is_image = options.kind == ColumnKind::image;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
      const bool is_member = c >= span.first && c <= span.last;
      if (!is_member && table.columns[c].name == name)
        throw UserError(ExitCode::data,
                        fmt::format("{}: '{}' is made of other columns, but there is a column of "
                                    "that name already",
                                    file, name),
                        "give it another name");
      if (is_member && !table.columns[c].is_number())
        throw UserError(ExitCode::data,
                        fmt::format("{}: '{}' is to be made of numbers, but column '{}' holds none",
                                    file, name, table.columns[c].name));
    }
    Column made = is_image ? make_image(table, span, shape, file) : make_series(table, span, shape);
    made.name = name;
    made.reason =
        fmt::format("made of {} columns, '{}' to '{}'", span.size(), options.from, options.to);
    const auto begin = table.columns.begin() + static_cast<std::ptrdiff_t>(span.first);
    *begin = std::move(made);
    table.columns.erase(begin + 1, begin + static_cast<std::ptrdiff_t>(span.size()));
  }
}

}  // namespace dlflow::data
