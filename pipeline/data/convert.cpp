#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/reader.hpp"
#include "pipeline/data/readers/column_builder.hpp"

namespace dlflow::data {

Column as_category(const Column& column) {
  Column out;
  out.name = column.name;
  out.reason = column.reason;
  if (column.is_coded()) {
    out.labels = column.labels;
    for (std::size_t i = 0; i < column.codes.size(); ++i) out.codes.push_back(column.codes[i]);
    out.kind = column.kind;
    return out;
  }
  std::map<std::string, std::int32_t, std::less<>> code_of;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (column.is_missing(i)) {
      out.codes.push_back(-1);
      continue;
    }
    const auto next = static_cast<std::int32_t>(out.labels.size());
    const auto [found, is_new] = code_of.try_emplace(column.text(i), next);
    if (is_new) out.labels.push_back(found->first);
    out.codes.push_back(found->second);
  }
  sort_labels(out);
  out.kind = out.labels.size() == 2 ? ColumnKind::binary : ColumnKind::category;
  return out;
}

Column as_number(const Column& column) {
  Column out;
  out.name = column.name;
  out.reason = column.reason;
  out.kind = ColumnKind::number;
  std::string first;
  std::size_t others = 0;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (column.is_number()) {
      out.numbers.push_back(column.numbers[i]);
      continue;
    }
    const std::string text = column.text(i);
    const auto value = parse_number(text);
    out.numbers.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
    if (value || text.empty()) continue;
    others += !first.empty();
    if (first.empty())
      first = fmt::format("row {}, column '{}': '{}' is not a number", i + 1, column.name,
                          text.substr(0, 40));
  }
  if (others > 0)
    first += others == 1 ? ", nor is another value"
                         : fmt::format(", nor are {} other values",
                                       with_thousands(static_cast<long long>(others)));
  if (!first.empty()) throw UserError(ExitCode::data, first);
  return out;
}

}  // namespace dlflow::data
