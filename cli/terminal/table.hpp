#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace dlflow::terminal {

enum class Align { left, right };

struct TableColumn {
  std::string name;
  Align align = Align::left;
  int drop_order = 0;  ///< 0: never left out; else the greatest goes first when space is short
};

/// Rows under a line of names, two spaces between columns.
class Table {
 public:
  explicit Table(std::vector<TableColumn> columns);

  /// One cell per column; missing ones are empty. Throws Bug when there are more.
  void add_row(std::vector<std::string> cells);

  /// Lines of at most `width` cells, each after `indent` spaces, each with its line end, without
  /// trailing spaces. Where space is short, columns are left out by drop order, then the widest
  /// left-aligned columns are cut to no less than 6 cells; a line below then names those that are
  /// left out. Control characters show as '?'.
  std::string render(std::size_t width, std::size_t indent = 0) const;

 private:
  std::vector<TableColumn> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace dlflow::terminal
