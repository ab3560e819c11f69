#include "pipeline/stages/data_curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/data/nested_parts.hpp"
#include "pipeline/harness/fewer_rows.hpp"
#include "pipeline/harness/ranking.hpp"
#include "pipeline/project/split_rules.hpp"
#include "pipeline/report/words.hpp"
#include "pipeline/stages/choosing.hpp"
#include "pipeline/stages/contrasts.hpp"
#include "pipeline/stages/cutting.hpp"
#include "pipeline/statistics/paired_tests.hpp"

namespace dlflow::stages {
namespace {

using data::RowIndex;
using harness::CandidateResult;
using Rows = std::vector<RowIndex>;

/// The rows of each fold that a share of them leaves: the latest over time, whole groups, else
/// stratified by class.
class Parts {
 public:
  explicit Parts(Workflow& workflow)
      : workflow_(workflow), cutting_(workflow, workflow.framed(), workflow.framed().outer.train) {}

  std::vector<Rows> of_share(double share) const {
    std::vector<Rows> out;
    for (const data::Fold& fold : workflow_.framed().ground.folds)
      out.push_back(part_of(fold, share));
    return out;
  }

 private:
  Rows part_of(const data::Fold& fold, double share) const {
    const auto& project = workflow_.project();
    if (project::is_over_time(project.define, project.evaluate))
      return data::latest_part(fold.train, share);
    const RandomKey key = RandomKey(cutting_.seed())
                              .with("learning curve")
                              .with(static_cast<std::uint64_t>(fold.repeat))
                              .with(static_cast<std::uint64_t>(fold.number));
    return cutting_.group().empty()
               ? data::nested_part(fold.train, cutting_.target(), share, key)
               : data::nested_groups(fold.train, cutting_.groups(), share, key);
  }

  Workflow& workflow_;
  Cutting cutting_;
};

/// Rows learnt from, the mean of the folds.
std::size_t mean_rows(const std::vector<Rows>& parts) {
  double sum = 0;
  for (const Rows& part : parts) sum += static_cast<double>(part.size());
  return static_cast<std::size_t>(std::llround(sum / static_cast<double>(parts.size())));
}

report::DataPoint point_of(double share, const std::vector<Rows>& parts,
                           const CandidateResult& result, const metrics::MetricKind& metric) {
  report::DataPoint point;
  point.share = share;
  point.rows = mean_rows(parts);
  point.error = result.skipped.empty() ? result.error() : result.skipped;
  if (!point.error.empty()) return point;
  const auto scores = result.scores(metric.name);
  if (std::ranges::any_of(scores, [](double score) { return std::isnan(score); })) {
    point.error = metric.name + " is not defined for its predictions";
    return point;
  }
  point.score = harness::interval_of(scores, result.test_share, metric);
  return point;
}

/// What the step from the last part to all rows brought, and what it says of still more.
void judge(report::DataCurve& curve, const CandidateResult& part, const CandidateResult& all,
           const metrics::MetricKind& metric) {
  const auto fewer = part.scores(metric.name), more = all.scores(metric.name);
  const auto difference =
      statistics::paired_difference(more, fewer, all.test_share, metric.greater_is_better);
  curve.gain = paired_gain(more, fewer, metric.greater_is_better, all.test_share);
  curve.p = difference.p;
  const double error = statistics::corrected_standard_error(more, all.test_share);
  using statistics::Verdict;
  curve.verdict = difference.verdict == Verdict::better         ? "helps"
                  : difference.verdict == Verdict::worse        ? "hurts"
                  : more.size() > 1 && curve.gain.high <= error ? "levelled off"
                                                                : "cannot tell";
}

}  // namespace

std::optional<report::DataCurve> data_curve(Workflow& workflow,
                                            const std::vector<CandidateResult>& results) {
  const Framed& framed = workflow.framed();
  const auto& board = workflow.facts().leaderboard;
  const auto shares = project::learning_curve_shares(workflow.project().evaluate);
  const harness::LeaderboardRow* row = chosen_of(board, workflow.project().present.model);
  if (!row) row = chosen_of(board, "best");
  if (shares.empty() || !row) return std::nullopt;
  const auto chosen = std::ranges::find_if(results, [&](const CandidateResult& result) {
    return result.candidate.model == row->model && result.candidate.view == row->view;
  });
  DLFLOW_REQUIRE(chosen != results.end(), "a row of the leaderboard has a result");

  harness::Workers workers = workflow.workers("evaluate");
  Observer* observer = workflow.settings().observer;
  report::DataCurve curve;
  curve.name = report::row_name(*row);
  const Parts parts(workflow);
  std::optional<CandidateResult> last;
  for (const double share : shares) {
    if (observer)
      workers.on_start = [=](std::size_t total, std::size_t done) {
        observer->start(fmt::format("learning curve, {:.4g} % of the rows", 100 * share), total,
                        done);
      };
    const auto rows = parts.of_share(share);
    last = harness::run_on_parts(framed.ground, rows, shortest(share), chosen->candidate, workers);
    if (observer) observer->finish();
    curve.points.push_back(point_of(share, rows, *last, *framed.metric));
  }
  std::vector<Rows> all;
  for (const data::Fold& fold : framed.ground.folds) all.push_back(fold.train);
  curve.points.push_back(point_of(1, all, *chosen, *framed.metric));
  curve.verdict = "cannot tell";
  if (curve.points[curve.points.size() - 2].error.empty())
    judge(curve, *last, *chosen, *framed.metric);
  return curve;
}

}  // namespace dlflow::stages
