#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/schema.hpp"

namespace dlflow::config {

inline constexpr std::size_t kPageWidth = 96;  ///< in cells, where nobody says how many there are

/// Help on an option: doc, type, unit, range, default, source, example, and what lies below it.
///
/// path  `define.target`, `evaluate.models.mlp.train.epochs`; behind a family stands the kind
///       (`prepare.views.number.impute`), behind a map any name or none. Empty: the top level.
///       A single name that is no option of the top level is looked for everywhere.
///
/// Returns lines of at most `width` cells where words allow it, each ending in a newline. Throws
/// UserError (usage) with the nearest name.
std::string explain(schema::Object& root, std::string_view path, std::size_t width = kPageWidth);

/// Where an option or a kind has this name, in the order met.
std::vector<std::string> paths_named(schema::Object& root, const std::string& name);

/// A title, and below it the kinds of a family, a line each.
std::string kind_lines(std::string_view title, const schema::Choices& family, std::size_t width);

/// A text as lines of at most `width` cells, each ending in a newline: the first one behind an
/// indent, the others behind `hanging` cells.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t hanging,
                    std::size_t width);
inline std::string wrapped(std::string_view text, std::size_t indent,
                           std::size_t width = kPageWidth) {
  return wrapped(text, indent, indent, width);
}

/// "  source   Breiman 2001", folded behind its name; nothing for an empty text.
std::string labelled(std::string_view name, const std::string& text, std::size_t width);

}  // namespace dlflow::config
