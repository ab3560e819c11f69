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
  /// Of time series: how many steps ahead each row was, 0: its series was not learnt from; and of
  /// which cut. Else empty.
  std::vector<std::int64_t> steps = {};
  std::vector<std::size_t> cuts = {};
};

/// Predictions of the judged rows of one fold.
Unseen unseen_of(const Framed& framed, const data::Fold& fold, data::Predictions predictions);

/// The out-of-fold predictions of the first repeat, which has every training row once; ascending.
Unseen out_of_fold(const Framed& framed, const harness::CandidateResult& result);

/// Fills the record of a fitted predictor: intervals from `unseen`, the profile of the training
/// rows, a sample of them with its predictions. `score` in words, such as "rmse 12.3".
void record(Workflow& workflow, harness::Predictor& predictor,
            const std::vector<data::RowIndex>& training, const Unseen& unseen,
            const std::string& score);

}  // namespace dlflow::stages
