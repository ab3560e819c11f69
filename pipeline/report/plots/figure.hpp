#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pipeline/report/markup.hpp"

namespace dlflow::report {

struct Heading {
  std::string name;
  bool is_number = false;
};

/// Figures in words, as the table behind a picture. Every row has a cell for each heading.
struct DataTable {
  std::vector<Heading> headings;
  std::vector<std::vector<std::string>> rows;
};

/// A picture with what it shows as its title, and the numbers behind it.
struct Figure {
  std::string title;
  Html drawing;  ///< empty: the table is shown itself
  DataTable table;
  bool is_wide = false;
  std::vector<std::pair<std::string, std::string>> remarks = {};  ///< a sentence, and a command
};

}  // namespace dlflow::report
