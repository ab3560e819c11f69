#pragma once

#include <string>
#include <string_view>

namespace dlflow::project {

/// Help on what is no option: `metrics` and `tests`, and each of them by its name. Lines that end
/// in a newline; empty when the topic is none of these.
std::string explain_topic(std::string_view topic);

}  // namespace dlflow::project
