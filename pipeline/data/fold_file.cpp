#include "pipeline/data/fold_file.hpp"

#include <fmt/format.h>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace dlflow::data {
namespace {

/// The lines, without the end of each and without empty ones at the end of the file.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines = split(text, '\n');
  while (!lines.empty() && trim(lines.back()).empty()) lines.pop_back();
  return lines;
}

std::vector<Column> columns_like(std::string_view line, const std::string& file) {
  std::vector<Column> columns(split(line, ',').size());
  for (std::size_t r = 0; r < columns.size(); ++r) {
    columns[r].name = columns.size() == 1 ? file : fmt::format("{}, repeat {}", file, r + 1);
    columns[r].kind = ColumnKind::text;
  }
  return columns;
}

}  // namespace

std::vector<Column> fold_columns(std::string_view text, const std::string& file, std::size_t rows) {
  const auto lines = lines_of(text);
  if (lines.size() != rows)
    throw UserError(ExitCode::data,
                    fmt::format("{} has {}, the data have {}", file, counted(lines.size(), "line"),
                                counted(rows, "row")),
                    "write a line for each row, without a header: its fold in each repeat");
  std::vector<Column> columns = columns_like(lines.front(), file);
  for (std::size_t n = 0; n < rows; ++n) {
    const auto folds = split(lines[n], ',');
    if (folds.size() != columns.size())
      throw UserError(ExitCode::data,
                      fmt::format("{}, line {}: expected {} as in line 1, got {}", file, n + 1,
                                  counted(columns.size(), "fold"), folds.size()));
    for (std::size_t r = 0; r < folds.size(); ++r) {
      const std::string_view fold = trim(folds[r]);
      columns[r].texts.emplace_back(fold == "-1" ? "" : fold);
    }
  }
  return columns;
}

}  // namespace dlflow::data
