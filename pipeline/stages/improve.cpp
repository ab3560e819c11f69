#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/harness/ranking.hpp"
#include "pipeline/stages/candidates.hpp"
#include "pipeline/stages/ensembling.hpp"
#include "pipeline/stages/tuned_names.hpp"
#include "pipeline/statistics/bootstrap.hpp"

namespace dlflow::stages {
namespace {

using harness::CandidateResult;

/// The best row of a model on the leaderboard; nullptr when it has none.
const harness::LeaderboardRow* best_row(const harness::Leaderboard& board,
                                        const std::string& model) {
  for (const auto& row : board.rows)
    if (row.rank > 0 && row.model == model) return &row;
  return nullptr;
}

std::string shown(const schema::Node& value) {
  if (value.is_scalar()) return value.text;
  std::vector<std::string> items;
  for (const auto& item : value.items) items.push_back(shown(item));
  return "[" + join(items, ", ") + "]";
}

/// One search: the model, the view it did best on, and all trials so far.
class Tuning {
 public:
  /// `name` is that of the best.
  Tuning(Workflow& workflow, const search::TuneOptions& options, std::string name)
      : workflow_(workflow), options_(options), name_(std::move(name)) {
    for (const auto& model : workflow.models())
      if (model.name == options.model) model_ = &model;
    DLFLOW_REQUIRE(model_ != nullptr, "the names of the configuration are checked");
    const auto* row = best_row(workflow.facts().leaderboard, options.model);
    for (const auto& view : workflow.views())
      if (!row || view.first == row->view) {
        view_ = &view;
        break;
      }
  }

  /// All trials, through the harness, round by round. Returns the best as a competitor.
  std::optional<CandidateResult> run() {
    const auto key = RandomKey(workflow_.framed().ground.seed).with("tune").with(options_.model);
    const auto searcher =
        search::make_searcher(options_.search, options_.space, options_.trials, key);
    while (true) {
      const auto round = searcher->next_round(finished_);
      if (round.empty()) break;
      run_round(round);
    }
    describe_outcome();
    if (best_) best_->candidate.model = name_;
    return best_;
  }

 private:
  void run_round(const std::vector<search::Candidate>& round) {
    std::vector<harness::Candidate> candidates;
    for (const auto& one : round) candidates.push_back(candidate_of(one));
    auto results =
        harness::run(workflow_.framed().ground, candidates, workflow_.workers("improve"));
    for (std::size_t i = 0; i < round.size(); ++i) take(round[i], std::move(results[i]));
  }

  harness::Candidate candidate_of(const search::Candidate& one) const {
    schema::Node options = model_->source;
    for (const auto& [path, value] : one.options) schema::set_path(options, path, value);
    std::vector<Problem> problems;
    auto chosen = schema::load_options(*model_->chosen.choice, options, problems,
                                       "evaluate.models." + options_.model);
    if (!problems.empty()) throw UserError(ExitCode::configuration, std::move(problems));
    return candidate(fmt::format("{} trial {}", options_.model, one.number), chosen, *view_);
  }

  void take(const search::Candidate& one, CandidateResult result) {
    const auto& metric = *workflow_.framed().metric;
    report::Trial trial;
    trial.number = one.number;
    trial.model = options_.model;
    for (const auto& [path, value] : one.options) trial.options.emplace_back(path, shown(value));
    trial.error = !result.skipped.empty() ? result.skipped : result.error();
    double worth = std::nan("");
    if (trial.error.empty()) {
      const auto scores = result.scores(metric.name);
      trial.score = statistics::corrected_interval(scores, result.test_share);
      worth = metric.greater_is_better ? trial.score.mean : -trial.score.mean;
      all_scores_.push_back(scores);
      if (!best_ || worth > best_worth_) {
        best_ = std::move(result);
        best_worth_ = worth;
        best_number_ = one.number;
      }
    }
    finished_.push_back({one, worth});
    workflow_.facts().trials.push_back(std::move(trial));
  }

  void describe_outcome() {
    report::Facts& facts = workflow_.facts();
    const std::string what =
        fmt::format("{} search, {} trials of {} on {}", options_.search.choice->name,
                    finished_.size(), options_.model, view_->first);
    facts.search += (facts.search.empty() ? "" : "; ") + what;
    if (!best_) {
      facts.improvements.push_back(what + ": every trial failed");
      return;
    }
    const auto& metric = *workflow_.framed().metric;
    const double optimism = statistics::optimism_of_best(
        all_scores_, metric.greater_is_better,
        RandomKey(workflow_.framed().ground.seed).with("tune optimism"));
    facts.improvements.push_back(
        fmt::format("{}: the best is trial {} with {} {:.4g}; as the best of {} it is expected to "
                    "look {:.2g} better than it is",
                    what, best_number_, metric.name, std::abs(best_worth_), all_scores_.size(),
                    std::abs(optimism)));
  }

  Workflow& workflow_;
  const search::TuneOptions& options_;
  std::string name_;
  const schema::NamedChosen* model_ = nullptr;
  const std::pair<std::string, views::ViewOptions>* view_ = nullptr;
  std::vector<search::Trial> finished_;
  std::vector<std::vector<double>> all_scores_;
  std::optional<CandidateResult> best_;
  double best_worth_ = 0;
  int best_number_ = 0;
};

/// The best view of each model that is shown to beat the naive prediction.
std::vector<const CandidateResult*> members(const std::vector<CandidateResult>& results,
                                            const harness::Leaderboard& board) {
  std::vector<const CandidateResult*> out;
  std::vector<std::string> taken;
  for (const auto& row : board.rows) {
    const std::string base = untuned(row.model);
    if (row.rank == 0 || !row.beats_naive ||
        std::find(taken.begin(), taken.end(), base) != taken.end())
      continue;
    taken.push_back(base);
    for (const auto& result : results)
      if (result.candidate.model == row.model && result.candidate.view == row.view)
        out.push_back(&result);
  }
  return out;
}

}  // namespace

std::vector<CandidateResult> improve(Workflow& workflow) {
  std::vector<CandidateResult> results = workflow.evaluated();
  Framed& framed = workflow.framed();
  report::Facts& facts = workflow.facts();
  const auto& options = workflow.project().improve;
  facts.trials.clear();
  facts.improvements.clear();
  facts.search.clear();
  const auto names = tuned_names(options.tune);
  for (std::size_t i = 0; i < names.size(); ++i)
    if (auto best = Tuning(workflow, options.tune[i], names[i]).run())
      results.push_back(std::move(*best));
  if (workflow.settings().observer) workflow.settings().observer->finish();
  facts.leaderboard = harness::rank(results, *framed.metric, framed.ground.seed);

  const auto parts = members(results, facts.leaderboard);
  std::vector<CandidateResult> made;
  if (parts.size() > 1)
    for (const auto& ensemble : options.ensembles)
      made.push_back(make_ensemble(framed, ensemble, parts));
  for (auto& result : made) results.push_back(std::move(result));
  if (!made.empty()) {
    facts.leaderboard = harness::rank(results, *framed.metric, framed.ground.seed);
    describe_ensembles(results, facts);
  }
  return results;
}

}  // namespace dlflow::stages
