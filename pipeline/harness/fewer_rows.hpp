#pragma once

#include "pipeline/harness/harness.hpp"

namespace dlflow::harness {

/// A candidate that learns from fewer rows and is judged on the same ones: parts[f] are the rows of
/// fold f that are learnt from, `name` what they are for the ledger (the same parts have the same
/// name), such as "0.5". What scales errors of time series stays that of all rows.
CandidateResult run_on_parts(const Ground& ground,
                             const std::vector<std::vector<data::RowIndex>>& parts,
                             const std::string& name, const Candidate& candidate,
                             const Workers& workers);

}  // namespace dlflow::harness
