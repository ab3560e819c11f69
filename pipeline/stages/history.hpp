#pragma once

#include <string>
#include <vector>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// What differs between two resolved configurations, as lines "models.mlp.hidden [64, 32] ->
/// [128, 64]", "models.knn added". At most eight; prose is left out.
std::vector<std::string> config_changes(const std::string& before, const std::string& after);

/// Fills the runs of the project up to this one, each with what it changed against the one before
/// and what that brought, and the sentence about this run. Needs facts.run, chosen and config.
void tell_history(Workflow& workflow, report::Facts& facts);

/// The author's notes on the project, notes.md beside its runs; empty without such a file. At most
/// 200,000 bytes; the rest is left out, and said.
std::string notes_by_author(const store::RunFolder& folder);

}  // namespace dlflow::stages
