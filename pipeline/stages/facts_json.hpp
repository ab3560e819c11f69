#pragma once

#include <string>

#include "pipeline/report/facts.hpp"

namespace dlflow::stages {

/// The version of what `--json` prints; raised when a name changes or goes.
inline constexpr int kJsonVersion = 2;

/// Facts as JSON, for `--json`, the ledger and later rendering.
std::string to_json(const report::Facts& facts, int indent = -1);

/// Throws CorruptFile when the text is not what to_json wrote.
report::Facts facts_from_json(const std::string& text);

}  // namespace dlflow::stages
