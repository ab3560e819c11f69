#include "pipeline/data/column_splits.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/reader.hpp"

namespace dlflow::data {
namespace {

void require_sides(const Fold& fold, const std::string& none, const std::string& all,
                   const std::string& hint) {
  if (fold.held_out.empty()) throw UserError(ExitCode::data, none, hint);
  if (fold.train.empty()) throw UserError(ExitCode::data, all, hint);
}

}  // namespace

Fold hold_out_by_hash(const std::vector<RowIndex>& rows, const Column& column, double share) {
  const RandomKey key = RandomKey(0).with("hold out by hash");
  Fold fold;
  for (const RowIndex row : rows) {
    if (column.is_missing(row))
      throw UserError(
          ExitCode::data,
          fmt::format("row {} has no value of the hash column '{}'", row + 1, column.name),
          "give every row a value");
    const auto hash = static_cast<double>(key.with(column.text(row)).value());
    if (hash * 0x1p-64 < share) fold.held_out.push_back(row);
  }
  complete(fold, rows);
  const std::string values = fmt::format("of the values of '{}'", column.name);
  require_sides(fold, "none " + values + " falls into the test part",
                "each " + values + " falls into the test part",
                "the column has too few values for a share of " + shortest(share));
  return fold;
}

Fold hold_out_marked(const std::vector<RowIndex>& rows, const Column& column,
                     const std::string& value) {
  Fold fold;
  std::vector<std::string> seen;
  for (const RowIndex row : rows) {
    const std::string text = column.text(row);
    if (text == value) fold.held_out.push_back(row);
    constexpr std::size_t kShown = 5;
    if (!text.empty() && seen.size() < kShown && std::ranges::find(seen, text) == seen.end())
      seen.push_back(text);
  }
  complete(fold, rows);
  require_sides(fold, fmt::format("no row has '{}' in column '{}'", value, column.name),
                fmt::format("every row has '{}' in column '{}'", value, column.name),
                seen.empty() ? "the column is empty" : "its values are: " + join(seen, ", "));
  return fold;
}

Fold hold_out_listed(const std::vector<RowIndex>& rows, std::span<const long long> numbers,
                     std::size_t table_rows) {
  std::vector<RowIndex> listed;
  for (const long long number : numbers) {
    if (number < 1 || static_cast<std::size_t>(number) > table_rows)
      throw UserError(ExitCode::data,
                      fmt::format("there is no row {}; the table has {}", number, table_rows),
                      "rows count from 1, without the header");
    listed.push_back(static_cast<RowIndex>(number - 1));
  }
  std::ranges::sort(listed);
  Fold fold;
  for (const RowIndex row : rows)
    if (std::ranges::binary_search(listed, row)) fold.held_out.push_back(row);
  complete(fold, rows);
  require_sides(fold, "no row is listed", "every row is listed", "list the rows of the test part");
  return fold;
}

namespace {

std::vector<Fold> folds_of(const std::vector<RowIndex>& rows, const Column& column) {
  const Column coded = as_category(column);
  std::vector<Fold> all(coded.labels.size());
  for (const RowIndex row : rows)
    if (!coded.is_missing(row))
      all[static_cast<std::size_t>(coded.codes[row])].held_out.push_back(row);
  std::erase_if(all, [](const Fold& fold) { return fold.held_out.empty(); });
  if (all.empty())
    throw UserError(ExitCode::data,
                    fmt::format("no row has a value in the fold column '{}'", column.name));
  for (std::size_t f = 0; f < all.size(); ++f) {
    all[f].number = static_cast<int>(f);
    complete(all[f], rows);
    if (all[f].train.empty())
      throw UserError(ExitCode::data,
                      fmt::format("column '{}' puts every row into one fold", column.name),
                      "two folds are needed, or rows without a fold");
  }
  return all;
}

}  // namespace

std::vector<Fold> predefined_folds(const std::vector<RowIndex>& rows,
                                   std::span<const Column> columns) {
  std::vector<Fold> all;
  for (std::size_t r = 0; r < columns.size(); ++r)
    for (Fold& fold : folds_of(rows, columns[r])) {
      fold.repeat = static_cast<int>(r);
      all.push_back(std::move(fold));
    }
  return all;
}

}  // namespace dlflow::data
