#include "pipeline/data/column.hpp"

#include <array>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/data/features.hpp"
#include "pipeline/data/table.hpp"

namespace dlflow::data {

std::span<const std::string_view> names_of(ColumnKind) {
  static constexpr std::array<std::string_view, 8> kNames = {
      "number", "binary", "category", "ordinal", "text", "date", "id", "ignore"};
  return kNames;
}

std::span<const std::string_view> names_of(Task) {
  static constexpr std::array<std::string_view, 3> kNames = {"binary", "multiclass", "regression"};
  return kNames;
}

bool Column::is_missing(std::size_t row) const {
  if (is_number()) return std::isnan(numbers[row]);
  if (is_coded()) return codes[row] < 0;
  return texts[row].empty();
}

std::string Column::text(std::size_t row) const {
  if (is_missing(row)) return {};
  if (is_number()) return shortest(numbers[row]);
  if (is_coded()) return labels[static_cast<std::size_t>(codes[row])];
  return texts[row];
}

const Column* Table::find(std::string_view name) const {
  for (const Column& column : columns)
    if (column.name == name) return &column;
  return nullptr;
}

}  // namespace dlflow::data
