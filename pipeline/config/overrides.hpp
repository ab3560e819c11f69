#pragma once

#include <string_view>

#include "core/schema/node.hpp"

namespace dlflow::config {

/// Applies one `--set a.b=value`. The value is flow YAML; nothing behind '=' is null. Its places
/// name the override: file "--set a.b=value", line 0.
/// Throws UserError (usage) when there is no '=', the path is none or the value cannot be read.
void apply_override(schema::Node& root, std::string_view assignment);

}  // namespace dlflow::config
