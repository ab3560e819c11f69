#pragma once

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// An ensemble of evaluated candidates as one more competitor: its predictions of every row come
/// from weights fitted on the other folds; the weights it keeps are fitted on all of them.
harness::CandidateResult make_ensemble(const Framed& framed, const schema::Chosen& ensemble,
                                       const std::vector<const harness::CandidateResult*>& members);

/// Says of each ensemble whether its gain over the best single model is real.
void describe_ensembles(const std::vector<harness::CandidateResult>& results, report::Facts& facts);

}  // namespace dlflow::stages
