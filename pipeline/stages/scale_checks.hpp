#pragma once

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// Of metrics that are scaled by the naive error of each series (mase, rmsse): throws UserError
/// (data) at define.metric when a fold or the test set judges rows of a series that has no such
/// error in the rows learnt from. Needs framed.outer and the ground with its folds.
void require_scales(const Workflow& workflow, const Framed& framed);

/// Whether it would not throw.
bool has_scales(const Workflow& workflow, const Framed& framed);

}  // namespace dlflow::stages
