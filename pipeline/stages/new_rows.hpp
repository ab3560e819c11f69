#pragma once

#include <string>
#include <vector>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// Predicts the rows of the file that `present.predict` names with the model of a run, into
/// new-predictions.csv of its folder, and gives what there is to say of them; nothing where no file
/// is named. Throws what `predict` throws, at the place of the option.
std::vector<std::string> predict_new_rows(Workflow& workflow, int run);

}  // namespace dlflow::stages
