#pragma once

#include <string>
#include <string_view>

namespace dlflow::report {

/// The Content-Security-Policy of a page whose only parts are this inline style sheet and, where it
/// has any, pictures within it: nothing is fetched, no script runs, and no other style counts than
/// the one with this hash.
std::string content_policy(std::string_view style, bool has_pictures);

}  // namespace dlflow::report
