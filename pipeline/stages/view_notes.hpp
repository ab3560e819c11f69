#pragma once

#include <string>
#include <vector>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// "column 'x' has no value among the training rows: filled with 0".
std::string in_words(const views::Note& note);

/// Appends what is not there yet: views that meet the same say it once.
void add_once(std::string sentence, std::vector<std::string>& sentences);

/// What views met in folds, each fact once with the folds: "column 'x' has no value among the
/// training rows of fold 3: filled with 0 there". Nothing that prepare said of all training rows.
std::vector<std::string> fold_notes(Workflow& workflow,
                                    const std::vector<harness::CandidateResult>& results);

}  // namespace dlflow::stages
