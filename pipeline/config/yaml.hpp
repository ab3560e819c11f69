#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/schema/node.hpp"

namespace dlflow::config {

/// The one document of a YAML text as a tree with places. Aliases are expanded.
///
/// Refused: duplicate keys, `<<`, keys that are no scalars, a second document, tags other than
/// `!` and `!str`, cyclic aliases, invalid UTF-8, NUL, more than 4 MiB of text, a depth over 64,
/// more than 100,000 nodes after expansion, and an empty document.
///
/// file_name  as the user named it, for the places; also "--set ..." for the value of an override
///
/// Throws UserError (configuration) at the place of the first problem.
schema::Node parse_yaml(std::string_view text, const std::string& file_name);

/// Block style YAML that parses back to the same value; lists of scalars on one line where short.
/// `comment` gives the text behind `# ` at a leaf, by the leaf's path; empty for none.
std::string to_yaml(const schema::Node& node,
                    const std::function<std::string(const std::string& path)>& comment = {});

}  // namespace dlflow::config
