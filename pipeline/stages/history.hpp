#pragma once

#include <string>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// Fills the runs of the project up to this one, each with what it changed against the one before
/// and what that brought, and the sentence about this run. Needs facts.run, chosen and config.
void tell_history(Workflow& workflow, report::Facts& facts);

/// The author's notes on the project, notes.md beside its runs; empty without such a file. At most
/// 200,000 bytes; the rest is left out, and said.
std::string notes_by_author(const store::RunFolder& folder);

}  // namespace dlflow::stages
