#pragma once

#include <string>
#include <string_view>

#include "core/schema/schema.hpp"

namespace dlflow::config {

/// Help on an option: doc, type, unit, range, default, example, and what lies below it.
///
/// path  `define.target`, `evaluate.models.mlp.train.epochs`; behind a family stands the kind
///       (`prepare.views.number.impute`), behind a map any name or none. Empty: the top level.
///       A single name that is no option of the top level is looked for everywhere.
///
/// Returns lines ending in a newline. Throws UserError (usage) with the nearest name.
std::string explain(schema::Object& root, std::string_view path);

/// A text as lines of at most 96 columns behind an indent, each ending in a newline.
std::string wrapped(std::string_view text, std::size_t indent);

}  // namespace dlflow::config
