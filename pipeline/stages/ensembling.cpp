#include "pipeline/stages/ensembling.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/data/inner_splits.hpp"
#include "pipeline/ensembles/ensemble.hpp"
#include "pipeline/harness/task_metrics.hpp"
#include "pipeline/harness/truth.hpp"
#include "pipeline/harness/validation_part.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/stages/contrasts.hpp"

namespace dlflow::stages {
namespace {

using harness::CandidateResult;

/// The out-of-fold predictions of one repeat as one block, fold after fold.
struct Repeat {
  std::vector<data::RowIndex> rows;
  std::vector<std::int32_t> fold_of_row;
  std::vector<data::Predictions> members;  ///< one block per member
  std::vector<ensembles::Member> views;

  Repeat(const Framed& framed, const std::vector<const CandidateResult*>& of, int repeat)
      : members(of.size()) {
    const auto& folds = framed.ground.folds;
    for (std::size_t f = 0; f < folds.size(); ++f) {
      if (folds[f].repeat != repeat) continue;
      rows.insert(rows.end(), folds[f].held_out.begin(), folds[f].held_out.end());
      fold_of_row.insert(fold_of_row.end(), folds[f].held_out.size(), folds[f].number);
      for (std::size_t m = 0; m < of.size(); ++m) {
        const data::Predictions& part = of[m]->folds[f].predictions;
        members[m].values.insert(members[m].values.end(), part.values.begin(), part.values.end());
        members[m].rows += part.rows;
        members[m].columns = part.columns;
      }
    }
    if (!is_partition()) split(framed);
    for (std::size_t m = 0; m < of.size(); ++m)
      views.push_back({of[m]->candidate.model + " / " + of[m]->candidate.view, &members[m]});
  }

 private:
  /// Whether several folds hold out each row at most once.
  bool is_partition() const {
    std::vector<data::RowIndex> sorted = rows;
    std::ranges::sort(sorted);
    return fold_of_row.front() != fold_of_row.back() &&
           std::ranges::adjacent_find(sorted) == sorted.end();
  }

  /// Parts that weights are learnt across where the folds are none: every row in one part alone,
  /// however often it was judged, and with those that it is tied to.
  void split(const Framed& framed) {
    constexpr data::RowIndex kParts = 5;
    const auto tied = data::inner_parts(framed.target.picked<data::RowIndex>(rows), kParts,
                                        RandomKey(framed.ground.seed).with("ensemble parts"));
    for (std::size_t i = 0; i < rows.size(); ++i)
      fold_of_row[i] = tied ? (*tied)[i] : static_cast<std::int32_t>(rows[i] % kParts);
  }
};

/// What the rows of a repeat are judged by, each as the fold that judges it has it.
data::Target truth_of(const Framed& framed, const Repeat& repeat, int number) {
  data::Target truth = framed.target.picked<data::RowIndex>(repeat.rows);
  if (framed.ground.series.empty()) return truth;
  for (const data::Fold& fold : framed.ground.folds) {
    if (fold.repeat != number) continue;
    const data::Target part = harness::truth_of(framed.ground, fold);
    const auto append = [](const auto& from, auto& to) {
      to.insert(to.end(), from.begin(), from.end());
    };
    append(part.series, truth.series);
    append(part.naive_absolute, truth.naive_absolute);
    append(part.naive_square, truth.naive_square);
  }
  return truth;
}

harness::FoldResult slice(const data::Predictions& all, std::size_t from, const data::Fold& fold,
                          const harness::Ground& ground) {
  harness::FoldResult out;
  out.predictions = data::Predictions(fold.held_out.size(), all.columns);
  std::copy_n(all.values.begin() + static_cast<std::ptrdiff_t>(from * all.columns),
              out.predictions.values.size(), out.predictions.values.begin());
  out.scores = harness::score_all(harness::truth_of(ground, fold), out.predictions, ground.metric);
  return out;
}

}  // namespace

CandidateResult make_ensemble(const Framed& framed, const schema::Chosen& ensemble,
                              const std::vector<const CandidateResult*>& members) {
  CandidateResult out;
  out.ensemble = ensemble.choice->name;
  out.candidate.model = ensemble.choice->name;
  out.candidate.view = fmt::format("{} models", members.size());
  out.test_share = members[0]->test_share;
  std::vector<double> weights(members.size(), 0);
  const auto& folds = framed.ground.folds;
  const int repeats = folds.back().repeat + 1;
  for (int r = 0; r < repeats; ++r) {
    const Repeat repeat(framed, members, r);
    const auto target = truth_of(framed, repeat, r);
    const auto predictions =
        ensembles::cross_fitted(ensemble, repeat.views, target, *framed.metric, repeat.fold_of_row);
    std::size_t from = 0;
    for (const data::Fold& fold : folds) {
      if (fold.repeat != r) continue;
      out.folds.push_back(slice(predictions, from, fold, framed.ground));
      from += fold.held_out.size();
    }
    const auto fitted = ensembles::fit(ensemble, repeat.views, target, *framed.metric);
    for (std::size_t m = 0; m < weights.size(); ++m) weights[m] += fitted[m] / repeats;
  }
  harness::judge_by_blocks(framed.ground, out);
  for (std::size_t m = 0; m < members.size(); ++m) {
    const auto& of = *members[m];
    if (weights[m] > 0) out.members.push_back({of.candidate.model, of.candidate.view, weights[m]});
    for (std::size_t f = 0; f < out.folds.size(); ++f) {
      if (weights[m] == 0) continue;
      out.folds[f].fit_seconds += of.folds[f].fit_seconds;
      out.folds[f].predict_microseconds += of.folds[f].predict_microseconds;
      out.folds[f].parameters += of.folds[f].parameters;
      out.folds[f].model_bytes += of.folds[f].model_bytes;
      out.folds[f].peak_bytes = std::max(out.folds[f].peak_bytes, of.folds[f].peak_bytes);
    }
  }
  return out;
}

/// "ridge / standard (0.7) and mlp / scaled (0.3)"; without the shares where they are equal.
std::string members_in_words(const CandidateResult& ensemble) {
  if (ensemble.members.empty()) return "none";
  const double first = ensemble.members.front().weight;
  const bool are_equal = std::ranges::all_of(
      ensemble.members, [&](const auto& member) { return member.weight == first; });
  std::vector<std::string> names;
  for (const auto& [model, view, weight] : ensemble.members)
    names.push_back(model + " / " + view + (are_equal ? "" : fmt::format(" ({:.2g})", weight)));
  const std::string last = names.back();
  names.pop_back();
  return names.empty() ? last : join(names, ", ") + " and " + last;
}

void describe_ensembles(const std::vector<CandidateResult>& results, report::Facts& facts) {
  const auto& board = facts.leaderboard;
  const harness::LeaderboardRow* best = nullptr;
  const auto of_row = [&](const harness::LeaderboardRow& row) {
    return std::ranges::find_if(results, [&](const CandidateResult& result) {
      return result.candidate.model == row.model && result.candidate.view == row.view;
    });
  };
  const auto is_ensemble = [&](const harness::LeaderboardRow& row) {
    const auto found = of_row(row);
    return found != results.end() && !found->ensemble.empty();
  };
  double test_share = 0;
  for (const auto& result : results) test_share = std::max(test_share, result.test_share);
  for (const auto& row : board.rows)
    if (row.rank > 0 && !is_ensemble(row) && (!best || row.rank < best->rank)) best = &row;
  for (const auto& row : board.rows) {
    if (row.rank == 0 || !best || !is_ensemble(row)) continue;
    const auto gain =
        paired_gain(row.fold_scores, best->fold_scores, board.greater_is_better, test_share);
    // The interval is of these two alone; the leaderboard ties a model among all.
    const char* verdict = gain.low > 0           ? "the gain is real"
                          : gain.high >= 0       ? "cannot tell"
                          : row.tie == best->tie ? "worse taken by itself, tied among all models"
                                                 : "it is worse";
    facts.improvements.push_back(
        fmt::format("{} of {}: {}", row.model, row.view, members_in_words(*of_row(row))));
    facts.improvements.push_back(fmt::format(
        "{} of {} against {} / {}: gain in {} {}{}: {}", row.model, row.view, best->model,
        best->view, board.metric, report::format_score(gain.mean, board.metric),
        report::in_parentheses(gain.low, gain.high, board.metric), verdict));
  }
}

}  // namespace dlflow::stages
