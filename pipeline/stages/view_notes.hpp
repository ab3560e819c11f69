#pragma once

#include <string>
#include <vector>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// "column 'x' has no value among the training rows: filled with 0".
std::string in_words(const views::Note& note);

/// Appends what is not there yet: views that meet the same say it once.
void add_once(std::string sentence, std::vector<std::string>& sentences);

/// One sentence for each kind of column that a view written in the configuration has steps for and
/// the data have none of: such steps do nothing.
std::vector<std::string> idle_steps(Workflow& workflow, const std::string& view,
                                    const views::ViewOptions& options);

/// What views met in folds, each fact once with the folds: "column 'x' has no value among the
/// training rows of fold 3: filled with 0 there". Nothing that prepare said of all training rows.
std::vector<std::string> fold_notes(Workflow& workflow,
                                    const std::vector<harness::CandidateResult>& results);

}  // namespace dlflow::stages
