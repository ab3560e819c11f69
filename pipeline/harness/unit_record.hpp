#pragma once

#include "pipeline/harness/harness.hpp"

namespace dlflow::harness {

/// A fold's result as a row of the ledger, and back. Throws CorruptFile when it does not fit.
store::Unit to_unit(const FoldResult& result, std::string key, std::string stage, std::string name);
FoldResult from_unit(const store::Unit& unit);

}  // namespace dlflow::harness
