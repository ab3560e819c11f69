#pragma once

#include <string>

#include "core/schema/schema.hpp"

namespace dlflow::config {

/// The JSON Schema (draft 2020-12) of a table and all tables below it, indented by two: doc
/// sentences, ranges, names, defaults, short forms and kinds. Each kind of a family is said once,
/// under `$defs`.
std::string json_schema(const schema::Object& root, const std::string& title);

}  // namespace dlflow::config
