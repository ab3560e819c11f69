#pragma once

#include "pipeline/report/facts.hpp"
#include "pipeline/report/markup.hpp"

namespace dlflow::report {

/// Tables of the page; each is empty when its facts are.
Html leaderboard_table(const Facts& facts);
Html columns_table(const Facts& facts);
Html test_table(const Facts& facts);
Html trials_table(const Facts& facts);

}  // namespace dlflow::report
