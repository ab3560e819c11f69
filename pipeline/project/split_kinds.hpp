#pragma once

#include <string_view>
#include <vector>

namespace dlflow::project {

/// A way to cut rows: into folds, or into open and sealed ones.
struct SplitKind {
  std::string_view name;
  std::string_view option;  ///< how it is asked for
  std::string_view doc;
  std::string_view source;  ///< who published it, or whose definition it follows
};

/// All of them: every kind of folds, then what else seals a test set.
const std::vector<SplitKind>& split_kinds();

}  // namespace dlflow::project
