#pragma once

#include <string>
#include <vector>

#include "pipeline/stages/workflow.hpp"

/// What a model file keeps of how it was made.
namespace dlflow::stages {

/// Predictions of rows by models that had not seen them.
struct Unseen {
  std::vector<data::RowIndex> rows;
  data::Predictions predictions;
};

/// The out-of-fold predictions of the first repeat, which has every training row once; ascending.
Unseen out_of_fold(const Framed& framed, const harness::CandidateResult& result);

/// Fills the record of a fitted predictor: intervals from `unseen`, the profile of the training
/// rows, a sample of them with its predictions. `score` in words, such as "rmse 12.3".
void record(Workflow& workflow, harness::Predictor& predictor,
            const std::vector<data::RowIndex>& training, const Unseen& unseen,
            const std::string& score);

}  // namespace dlflow::stages
