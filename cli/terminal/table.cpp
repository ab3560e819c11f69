#include "cli/terminal/table.hpp"

#include <algorithm>
#include <utility>

#include "cli/terminal/terminal.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace dlflow::terminal {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 6;

/// A column that is shown: its place in the table and its width in cells.
struct Shown {
  std::size_t column = 0, width = 0;
};

std::size_t line_width(const std::vector<Shown>& shown) {
  std::size_t total = shown.empty() ? 0 : kGap * (shown.size() - 1);
  for (const Shown& s : shown) total += s.width;
  return total;
}

void drop_columns(std::vector<Shown>& shown, const std::vector<TableColumn>& columns,
                  std::size_t width) {
  const auto order = [&](const Shown& a, const Shown& b) {
    return columns[a.column].drop_order < columns[b.column].drop_order;
  };
  while (line_width(shown) > width) {
    const auto first = std::max_element(shown.begin(), shown.end(), order);
    if (first == shown.end() || columns[first->column].drop_order == 0) return;
    shown.erase(first);
  }
}

void cut_columns(std::vector<Shown>& shown, const std::vector<TableColumn>& columns,
                 std::size_t width) {
  while (line_width(shown) > width) {
    Shown* widest = nullptr;
    for (Shown& s : shown)
      if (columns[s.column].align == Align::left && s.width > kNarrowest &&
          (!widest || s.width > widest->width))
        widest = &s;
    if (!widest) return;
    --widest->width;
  }
}

std::string line_of(const std::vector<std::string>& cells, const std::vector<Shown>& shown,
                    const std::vector<TableColumn>& columns, std::size_t indent) {
  std::string line(indent, ' ');
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) line.append(kGap, ' ');
    const std::string cell = shortened(cells[shown[i].column], shown[i].width);
    const std::string padding(shown[i].width - display_width(cell), ' ');
    const bool is_right = columns[shown[i].column].align == Align::right;
    line += is_right ? padding + cell : cell + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

/// Which columns are not shown; empty where all are.
std::string left_out(const std::vector<std::string>& names, const std::vector<Shown>& shown,
                     std::size_t space, std::size_t indent) {
  std::vector<std::string> missing;
  for (std::size_t c = 0; c < names.size(); ++c)
    if (std::ranges::none_of(shown, [c](const Shown& s) { return s.column == c; }))
      missing.push_back(names[c]);
  if (missing.empty()) return "";
  return folded("too narrow for " + join(missing, ", "), std::string(indent, ' '), indent + 2,
                indent + space);
}

}  // namespace

Table::Table(std::vector<TableColumn> columns) : columns_(std::move(columns)) {}

void Table::add_row(std::vector<std::string> cells) {
  DLFLOW_REQUIRE(cells.size() <= columns_.size(), "a row has more cells than the table columns");
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::string Table::render(std::size_t width, std::size_t indent) const {
  std::vector<Shown> shown;
  std::vector<std::string> names;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    names.push_back(printable(columns_[c].name));
    Shown column{c, display_width(names.back())};
    for (const auto& row : rows_) column.width = std::max(column.width, display_width(row[c]));
    shown.push_back(column);
  }
  const std::size_t space = width > indent ? width - indent : 0;
  drop_columns(shown, columns_, space);
  cut_columns(shown, columns_, space);
  std::string text = line_of(names, shown, columns_, indent);
  for (const auto& row : rows_) text += line_of(row, shown, columns_, indent);
  return text + left_out(names, shown, space, indent);
}

}  // namespace dlflow::terminal
