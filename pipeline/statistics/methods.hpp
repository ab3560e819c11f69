#pragma once

#include <string_view>
#include <vector>

namespace dlflow::statistics {

/// A test or an interval that stands behind a leaderboard, a comparison or a report.
struct Method {
  std::string_view name;
  std::string_view doc;     ///< what it says, and when it is used
  std::string_view source;  ///< who published it
};

/// All of them, in the order in which a user meets them.
const std::vector<Method>& methods();

}  // namespace dlflow::statistics
