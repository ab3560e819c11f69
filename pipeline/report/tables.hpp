#pragma once

#include <string_view>

#include "pipeline/report/facts.hpp"
#include "pipeline/report/markup.hpp"
#include "pipeline/report/plots/figure.hpp"

namespace dlflow::report {

/// A table that scrolls sideways where it is too wide; `label` is read aloud. At most 200 rows;
/// what was left out is said. Empty without rows.
Html data_table(const DataTable& table, std::string_view label);

/// The ranking with a whisker for each row; empty without rows.
Html leaderboard_table(const Facts& facts);

// Tables of facts, the same for the page and for Markdown; without rows when there are no facts.
DataTable columns_table(const Facts& facts);
DataTable test_table(const Facts& facts);
DataTable history_table(const Facts& facts);

}  // namespace dlflow::report
