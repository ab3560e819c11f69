#pragma once

#include <map>
#include <string>

#include "core/schema/node.hpp"

namespace dlflow::config {

/// Where each value comes from, by the path of each leaf (scalar, null, empty list or map) of
/// `resolved`: "file:line", "--set a.b=value" or "default". A value within a short form counts as
/// given where the short form stands.
///
/// given     the tree as read, overrides applied
/// resolved  the long form with all defaults, from schema::dump
std::map<std::string, std::string> origins(const schema::Node& given, const schema::Node& resolved);

}  // namespace dlflow::config
