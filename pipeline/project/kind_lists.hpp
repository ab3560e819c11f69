#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "core/schema/choice.hpp"

namespace dlflow::project {

/// The kinds of one sort, which a page of its own lists.
struct KindList {
  std::string_view plural, singular;  ///< topics that lead to the page
  std::string_view title;
  std::vector<std::pair<std::string_view, const schema::Choices*>> families;  ///< with headings
};
const std::vector<KindList>& kind_lists();

/// A topic that means an option by another word, and the option's path.
struct Alias {
  std::string_view plural, singular, path;
};
const std::vector<Alias>& option_aliases();

}  // namespace dlflow::project
