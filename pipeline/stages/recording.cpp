#include "pipeline/stages/recording.hpp"

#include <algorithm>

namespace dlflow::stages {

Unseen out_of_fold(const Framed& framed, const harness::CandidateResult& result) {
  std::vector<std::pair<data::RowIndex, std::span<const double>>> found;
  for (std::size_t f = 0; f < result.folds.size(); ++f) {
    const data::Fold& fold = framed.ground.folds[f];
    if (fold.repeat != 0) continue;
    for (std::size_t i = 0; i < fold.held_out.size(); ++i)
      found.emplace_back(fold.held_out[i], result.folds[f].predictions.row(i));
  }
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  Unseen out;
  out.predictions =
      data::Predictions(found.size(), found.empty() ? 0 : found.front().second.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    out.rows.push_back(found[i].first);
    std::copy(found[i].second.begin(), found[i].second.end(), out.predictions.row(i).begin());
  }
  return out;
}

void record(Workflow& workflow, harness::Predictor& predictor,
            const std::vector<data::RowIndex>& training, const Unseen& unseen,
            const std::string& score) {
  constexpr std::size_t kSampleRows = 5;
  const Framed& framed = workflow.framed();
  const data::Rows rows{&framed.read.table, training};
  harness::ModelRecord& out = predictor.record;
  out.provenance = {{"project", workflow.project().project},
                    {"data", workflow.facts().data_source},
                    {"data digest", framed.read.content_hash},
                    {"rows", std::to_string(training.size())},
                    {"score", score},
                    {"version", workflow.settings().version},
                    {"seed", std::to_string(workflow.project().seed)},
                    {"instruction set", harness::instruction_set()}};
  out.conformal = statistics::Conformal(harness::conformal_scores(
      framed.target.picked<data::RowIndex>(unseen.rows), unseen.predictions));
  out.profile = harness::profile_inputs(rows, framed.inputs);
  std::vector<data::RowIndex> sample;
  const std::size_t count = std::min(kSampleRows, training.size());
  for (std::size_t i = 0; i < count; ++i) sample.push_back(training[i * training.size() / count]);
  out.self_check.table = harness::picked(data::Rows{rows.table, sample}, predictor.columns());
  std::vector<data::RowIndex> all(count);
  for (std::size_t i = 0; i < count; ++i) all[i] = static_cast<data::RowIndex>(i);
  out.self_check.predictions = predictor.predict(data::Rows{&out.self_check.table, all});
}

}  // namespace dlflow::stages
