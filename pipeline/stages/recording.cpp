#include "pipeline/stages/recording.hpp"

#include <algorithm>

#include "pipeline/harness/preparation.hpp"

namespace dlflow::stages {

namespace {

/// One row as one cut predicted it.
struct Judged {
  data::RowIndex row = 0;
  std::size_t cut = 0;
  std::int64_t step = 0;
  std::span<const double> prediction;
};

/// How wrong the predictions were whose steps are known.
std::vector<statistics::ErrorAhead> errors_ahead(const std::vector<double>& sizes,
                                                 const Unseen& unseen) {
  std::vector<statistics::ErrorAhead> out;
  for (std::size_t i = 0; i < unseen.steps.size(); ++i)
    if (unseen.steps[i] > 0) out.push_back({unseen.steps[i], unseen.cuts[i], sizes[i]});
  return out;
}

}  // namespace

Unseen unseen_of(const Framed& framed, const data::Fold& fold, data::Predictions predictions) {
  Unseen out{fold.held_out, std::move(predictions), harness::steps_ahead(framed.ground, fold)};
  out.cuts.assign(out.steps.size(), 0);
  return out;
}

Unseen out_of_fold(const Framed& framed, const harness::CandidateResult& result) {
  std::vector<Judged> found;
  for (std::size_t f = 0; f < result.folds.size(); ++f) {
    const data::Fold& fold = framed.ground.folds[f];
    if (fold.repeat != 0) continue;
    const auto steps = harness::steps_ahead(framed.ground, fold);
    for (std::size_t i = 0; i < fold.held_out.size(); ++i)
      found.push_back(
          {fold.held_out[i], f, steps.empty() ? 0 : steps[i], result.folds[f].predictions.row(i)});
  }
  std::ranges::stable_sort(found, {}, &Judged::row);
  Unseen out;
  out.predictions =
      data::Predictions(found.size(), found.empty() ? 0 : found.front().prediction.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    out.rows.push_back(found[i].row);
    std::ranges::copy(found[i].prediction, out.predictions.row(i).begin());
    if (framed.ground.series.empty()) continue;
    out.steps.push_back(found[i].step);
    out.cuts.push_back(found[i].cut);
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
  std::vector<double> scores = harness::conformal_scores(
      framed.target.picked<data::RowIndex>(unseen.rows), unseen.predictions);
  if (predictor.times()) out.ahead = statistics::ConformalAhead(errors_ahead(scores, unseen));
  out.conformal = statistics::Conformal(std::move(scores));
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
