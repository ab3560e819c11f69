#include "pipeline/data/readers/stream_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/column_blocks.hpp"
#include "pipeline/data/dates.hpp"
#include "pipeline/data/slashed_dates.hpp"

namespace dlflow::data {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The columns from `from` to `to`, as the training file had them.
std::span<const std::string> members_of(const ColumnOptions& block,
                                        const std::vector<std::string>& names) {
  const auto first = std::find(names.begin(), names.end(), block.from);
  const auto last = std::find(first, names.end(), block.to);
  if (last == names.end())
    throw CorruptFile("the model",
                      fmt::format("it has no columns from '{}' to '{}'", block.from, block.to));
  return {&*first, static_cast<std::size_t>(last - first) + 1};
}

}  // namespace

std::string shown_name(const std::string& file) { return file == "-" ? "stdin" : file; }

StreamLayout::StreamLayout(std::string file, const StreamColumns& wanted,
                           const std::vector<std::string>& there)
    : file_(std::move(file)), wanted_(wanted) {
  want(wanted);
  find(there);
}

void StreamLayout::want(const StreamColumns& wanted) {
  for (const auto& [name, options] : wanted.inputs) {
    if (!options.is_block()) {
      columns_.push_back({name, options});
      continue;
    }
    ColumnOptions member;
    member.kind = ColumnKind::number;
    member.missing = options.missing;
    for (const std::string& part : members_of(options, wanted.names)) {
      columns_.push_back({part, member});
      columns_.back().is_pixel = options.kind == ColumnKind::image;
    }
  }
  ColumnOptions text;
  text.kind = ColumnKind::text;
  for (const std::string& name : wanted.texts) {
    const auto is_it = [&](const StreamColumn& column) { return column.name == name; };
    if (std::none_of(columns_.begin(), columns_.end(), is_it))
      columns_.push_back({name, text, false});
  }
}

/// One sentence for all columns that are not there, and their names where they are few.
Problem StreamLayout::lacking_columns(const std::vector<std::string>& lacking,
                                      const std::vector<std::string>& there) const {
  constexpr std::size_t kNamed = 5;
  return {{},
          "",
          fmt::format("{} has no column{} {}, which the model reads", file_,
                      lacking.size() == 1 ? "" : "s", quoted_few(lacking, kNamed)),
          "its columns are: " + join(there, ", ")};
}

void StreamLayout::find(const std::vector<std::string>& there) {
  std::map<std::string, std::size_t, std::less<>> places;
  std::map<std::string, std::size_t, std::less<>> twice;
  for (std::size_t c = 0; c < there.size(); ++c)
    if (!places.emplace(there[c], c).second) twice.emplace(there[c], c);
  std::set<std::string> read;
  for (const StreamColumn& column : columns_) read.insert(column.name);
  std::vector<std::string> unread;  // one of these may be meant
  std::ranges::copy_if(there, std::back_inserter(unread),
                       [&](const std::string& name) { return !read.contains(name); });
  std::vector<Problem> problems;
  std::vector<StreamColumn> found;
  std::vector<std::string> lacking;  // and nothing like them is there
  for (StreamColumn& column : columns_) {
    const auto at = places.find(column.name);
    if (at == places.end()) {
      if (!column.is_needed) continue;
      if (const auto near = nearest(column.name, unread))
        problems.push_back(
            {{},
             "",
             fmt::format("{} has no column '{}', which the model reads", file_, column.name),
             fmt::format("did you mean '{}'?", *near)});
      else
        lacking.push_back(column.name);
      continue;
    }
    if (const auto again = twice.find(column.name); again != twice.end())
      problems.push_back({{},
                          "",
                          fmt::format("{}: columns {} and {} are both named '{}'", file_,
                                      at->second + 1, again->second + 1, column.name),
                          "leave one of them out"});
    column.at = at->second;
    found.push_back(std::move(column));
  }
  if (!lacking.empty()) problems.push_back(lacking_columns(lacking, there));
  if (!problems.empty()) throw UserError(ExitCode::data, std::move(problems));
  columns_ = std::move(found);
  const auto is_input = [&](const std::string& name) {
    return std::any_of(wanted_.inputs.begin(), wanted_.inputs.end(),
                       [&](const auto& input) { return input.first == name; });
  };
  for (const std::string& name : there)
    if (!contains(wanted_.names, name) && !contains(wanted_.texts, name) && !is_input(name))
      unknown_.push_back(name);
}

std::vector<ColumnBuilder> StreamLayout::builders() const {
  std::vector<ColumnBuilder> all;
  all.reserve(columns_.size());
  for (const StreamColumn& column : columns_)
    all.emplace_back(column.name, column.options,
                     MissingTexts(wanted_.missing, column.options.missing), wanted_.marks, false);
  return all;
}

void StreamLayout::check(const Table& table, std::uint64_t row) const {
  const auto refuse = [&](std::size_t i, const std::string& name, const std::string& what,
                          const char* hint) {
    throw UserError(ExitCode::data,
                    fmt::format("{}: row {}, column '{}': {}", file_, row + i + 1, name, what),
                    hint);
  };
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const Column& column = table.columns[c];
    if (columns_[c].is_pixel)
      for (std::size_t i = 0; i < column.size(); ++i)
        if (std::isnan(column.numbers[i])) refuse(i, column.name, "a pixel is missing", "");
    if (columns_[c].options.kind != ColumnKind::date) continue;
    for (std::size_t i = 0; i < column.size(); ++i)
      if (!column.texts[i].empty() && !parse_date(column.texts[i]))
        refuse(i, column.name, fmt::format("'{}' is no date", column.texts[i]),
               wanted_.dates == DateOrder::day_first
                   ? "write dates year first, such as 2024-05-31, or the day first, as 31/05/2024"
               : wanted_.dates == DateOrder::month_first
                   ? "write dates year first, such as 2024-05-31, or the month first, as 05/31/2024"
                   : "write dates year first, such as 2024-05-31 or 2024-05-31 14:30");
  }
}

Table StreamLayout::table(std::vector<ColumnBuilder>& builders, std::uint64_t row) const {
  Table table;
  std::vector<std::string> ignored;
  for (ColumnBuilder& builder : builders) table.columns.push_back(builder.finish(file_, ignored));
  for (Column& column : table.columns)
    if (column.kind == ColumnKind::date) write_year_first(column, wanted_.dates);
  check(table, row);
  gather_blocks(table, file_, wanted_.inputs);
  return table;
}

}  // namespace dlflow::data
