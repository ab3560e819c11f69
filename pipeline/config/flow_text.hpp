#pragma once

#include <string>

#include "core/schema/node.hpp"

namespace dlflow::config {

/// A node on one line: `{adam: {learning_rate: 0.01}}`, `[8, 16]`, `"a: b"`, `null`.
std::string flow_text(const schema::Node& node);

}  // namespace dlflow::config
