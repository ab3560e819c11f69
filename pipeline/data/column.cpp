#include "pipeline/data/column.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/data/features.hpp"
#include "pipeline/data/table.hpp"

namespace dlflow::data {

std::span<const std::string_view> names_of(ColumnKind) {
  static constexpr std::array<std::string_view, 10> kNames = {
      "number", "binary", "category", "ordinal", "text", "date", "image", "series", "id", "ignore"};
  return kNames;
}

std::span<const std::string_view> names_of(Task) {
  static constexpr std::array<std::string_view, 3> kNames = {"binary", "multiclass", "regression"};
  return kNames;
}

std::size_t Column::size() const {
  if (is_number()) return numbers.size();
  if (is_coded()) return codes.size();
  if (is_image()) return images ? images->size() : 0;
  if (is_series()) return series ? series->size() : 0;
  return texts.size();
}

bool Column::is_missing(std::size_t row) const {
  if (is_number()) return std::isnan(numbers[row]);
  if (is_coded()) return codes[row] < 0;
  if (is_image()) return false;
  if (is_series()) return series->length(row) == 0;
  return texts[row].empty();
}

std::string Column::text(std::size_t row) const {
  if (is_missing(row)) return {};
  if (is_number()) return shortest(numbers[row]);
  if (is_coded()) return labels[static_cast<std::size_t>(codes[row])];
  if (is_image())
    return fmt::format("image of {} x {} x {}", images->height, images->width, images->channels);
  if (is_series()) return fmt::format("series of {} x {}", series->length(row), series->channels);
  return texts[row];
}

const Column* Table::find(std::string_view name) const {
  for (const Column& column : columns)
    if (column.name == name) return &column;
  return nullptr;
}

bool Table::has_kind(const std::vector<std::string>& names, ColumnKind kind) const {
  return std::ranges::any_of(names, [&](const std::string& name) {
    const Column* column = find(name);
    return column && column->kind == kind;
  });
}

}  // namespace dlflow::data
