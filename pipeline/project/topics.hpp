#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace dlflow::project {

/// Help on a topic: an option, a kind, a metric, a test, a split or an initializer, by path or
/// name; a list of those of one sort (`metrics`, `layers`, `losses`, `steps`); on the top level
/// when it is empty. Blanks and hyphens count as underscores. Lines of at most `width` cells where
/// words allow it, each ending in a newline.
/// Throws UserError (usage) with the nearest name.
std::string explain_topic(std::string_view words, std::size_t width);

}  // namespace dlflow::project
