#pragma once

#include <string>
#include <vector>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// What predictions of some rows are worth, for the plots of the report. `rows` are rows of the
/// table, in the order of the predictions; `columns` are shown beside the worst of them.
report::Judged judge(const Framed& framed, const std::vector<data::RowIndex>& rows,
                     const data::Predictions& predictions, const std::string& rows_from,
                     const std::vector<std::string>& columns);

/// The same of the out-of-fold predictions of the first repeat, which has every training row once.
report::Judged judge_folds(const Framed& framed, const harness::CandidateResult& result,
                           const std::vector<std::string>& columns);

}  // namespace dlflow::stages
