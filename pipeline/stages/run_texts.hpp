#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/archive.hpp"
#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// One line a row of the test set: its number in the data (from 1), the truth, the prediction, for
/// classes the probability of each, and its time and group where the problem names such columns.
std::string predictions_csv(const Framed& framed, const project::DefineOptions& define,
                            const data::Predictions& predictions);

/// The leaderboard with every fold score, for people and scripts.
std::string leaderboard_csv(const harness::Leaderboard& board);

/// The digest of everything named in a run's results: scores, predictions, curves, the model. Times
/// and dates are no part of it.
std::string results_digest(Workflow& workflow, const report::Facts& facts, const Archive& model);

/// A text as a field of a CSV line.
std::string csv_field(const std::string& text);
/// The lines of such a file, field by field.
std::vector<std::vector<std::string>> csv_records(std::string_view text);

/// The index of the greatest of K probabilities; the lowest of equals.
std::size_t best_class(std::span<const double> probabilities);

}  // namespace dlflow::stages
