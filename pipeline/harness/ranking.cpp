#include "pipeline/harness/ranking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/text.hpp"
#include "pipeline/statistics/bootstrap.hpp"
#include "pipeline/statistics/ties.hpp"

namespace dlflow::harness {
namespace {

constexpr int kEnsembleComplexity = 10;

/// Why there is no mean score: the metric has no value on some of the folds; empty if it has.
std::string undefined_scores(const CandidateResult& result, const std::vector<double>& scores,
                             const metrics::MetricKind& metric) {
  const auto undefined = static_cast<std::size_t>(
      std::ranges::count_if(scores, [](double score) { return std::isnan(score); }));
  if (undefined == 0) return {};
  const auto is_number = [](double value) { return !std::isnan(value); };
  const bool are_numbers = std::ranges::all_of(result.folds, [&](const FoldResult& fold) {
    return std::ranges::all_of(fold.predictions.values, is_number);
  });
  const bool lacks_scale = metric.needs_series && are_numbers;
  return fmt::format(
      "{} is not defined {}{}{}", metric.name, lacks_scale ? "" : "for its predictions ",
      undefined == scores.size() ? "on any fold"
                                 : fmt::format("on {} of {} folds", undefined, scores.size()),
      lacks_scale ? ": a series has no naive error to scale by, since its training rows are "
                    "constant or no longer than a season"
                  : "");
}

LeaderboardRow row_of(const CandidateResult& result, const metrics::MetricKind& metric,
                      double test_share) {
  LeaderboardRow row;
  row.model = result.candidate.model;
  row.view = result.candidate.view;
  row.is_baseline = result.candidate.kind && result.candidate.kind->is_baseline;
  row.complexity = result.candidate.kind ? result.candidate.kind->complexity : kEnsembleComplexity;
  row.skipped = result.skipped;
  row.error = result.error();
  if (!row.skipped.empty() || !row.error.empty()) return row;
  row.fold_scores = result.scores(metric.name);
  row.error = undefined_scores(result, row.fold_scores, metric);
  if (!row.error.empty()) return row;
  row.score = interval_of(row.fold_scores, test_share, metric);
  std::map<std::string, double> sums;
  for (const FoldResult& fold : result.folds) {
    const double n = static_cast<double>(result.folds.size());
    row.fit_seconds += fold.fit_seconds / n;
    row.predict_microseconds += fold.predict_microseconds / n;
    row.parameters = std::max(row.parameters, fold.parameters);
    row.model_bytes = std::max(row.model_bytes, fold.model_bytes);
    row.peak_bytes = std::max(row.peak_bytes, fold.peak_bytes);
    for (const auto& [name, score] : fold.scores)
      if (name != metric.name) sums[name] += score / n;
  }
  row.other_metrics.assign(sums.begin(), sums.end());
  return row;
}

/// Best first; baselines, then failures, then skipped ones behind; ties by simplicity and name.
void sort_rows(std::vector<LeaderboardRow>& rows, bool greater_is_better) {
  const auto place = [](const LeaderboardRow& row) {
    return !row.skipped.empty() ? 3 : !row.error.empty() ? 2 : row.is_baseline ? 1 : 0;
  };
  const auto worth = [&](const LeaderboardRow& row) {
    return greater_is_better ? row.score.mean : -row.score.mean;
  };
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
    if (place(a) != place(b)) return place(a) < place(b);
    if (place(a) < 2 && worth(a) != worth(b)) return worth(a) > worth(b);
    return std::tie(a.complexity, a.model, a.view) < std::tie(b.complexity, b.model, b.view);
  });
}

std::string title(const LeaderboardRow& row) { return row.model + " / " + row.view; }

/// The models tied with the best one, first of all itself, and the others.
struct Tied {
  std::vector<std::string> best, others;
  bool is_top = true;  ///< whether no other one scores better than one of the best
};

Tied tied_of(const std::vector<const LeaderboardRow*>& ranked) {
  Tied out;
  for (const auto* row : ranked) {
    const bool is_best = row->tie == ranked.front()->tie;
    out.is_top = out.is_top && !(is_best && !out.others.empty());
    (is_best ? out.best : out.others).push_back(title(*row));
  }
  return out;
}

/// "ridge / standard and mlp / standard cannot be told apart; ridge / standard is better than ...".
std::string ties_in_words(const Tied& tied) {
  const auto& [best, others, is_top] = tied;
  const std::string& first = best.front();
  const std::string rest =
      others.size() == 1 ? others.front() : fmt::format("the {} other models", others.size());
  if (best.size() == 1)
    return first + (others.empty()       ? " is the only model"
                    : others.size() == 1 ? " is better than " + rest
                                         : " is better than every other model");
  // A model with a wide interval may be tied where one with a better score is not.
  if (best.size() > 3 && !is_top)
    return fmt::format("{} models cannot be told apart from {}{}", best.size() - 1, first,
                       others.empty() ? "" : ", which is better than " + rest);
  const std::string names =
      best.size() <= 3 ? join(std::span(best).first(best.size() - 1), ", ") + " and " + best.back()
      : others.empty() ? fmt::format("the {} models", best.size())
                       : fmt::format("the best {} models", best.size());
  return names + " cannot be told apart" +
         (others.empty() ? "" : "; " + first + " is better than " + rest);
}

/// What the ties mean, as a person would say it.
std::string in_words(const std::vector<const LeaderboardRow*>& ranked, const std::string& naive) {
  if (ranked.empty()) return "no model could be fitted";
  const std::string out = ties_in_words(tied_of(ranked));
  const LeaderboardRow& first = *ranked.front();
  if (first.gain && *first.gain < 0) return out + "; " + naive + " scores better";
  if (first.beats_naive) return out;
  return fmt::format("{}; {} is not shown to be better than {}", out,
                     out.starts_with(title(first) + " is ") ? "it" : title(first),
                     naive.empty() ? "naive" : naive);
}

std::vector<std::vector<double>> scores_of(const std::vector<LeaderboardRow*>& ranked) {
  std::vector<std::vector<double>> scores;
  for (const auto* row : ranked) scores.push_back(row->fold_scores);
  return scores;
}

void add_ties(std::vector<LeaderboardRow*>& ranked, double test_share) {
  const auto ties = statistics::ties_of(scores_of(ranked), test_share);
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    ranked[i]->rank = static_cast<int>(i) + 1;
    ranked[i]->tie = ties.groups[i];
    ranked[i]->p_against_best = ties.p_against_best[i];
  }
}

void add_gains(const std::vector<LeaderboardRow*>& ranked, const LeaderboardRow& naive,
               bool greater_is_better, double test_share) {
  const auto differ = statistics::differ_from(naive.fold_scores, scores_of(ranked), test_share);
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    LeaderboardRow& row = *ranked[i];
    row.gain = gain_over(row.score.mean, naive.score.mean, greater_is_better);
    row.beats_naive = differ[i] && (greater_is_better ? row.score.mean > naive.score.mean
                                                      : row.score.mean < naive.score.mean);
  }
}

}  // namespace

std::optional<double> gain_over(double score, double naive, bool greater_is_better) {
  const double error = greater_is_better ? 1 - naive : naive;
  if (!(error > 0)) return std::nullopt;
  return (greater_is_better ? score - naive : naive - score) / error;
}

Leaderboard rank(const std::vector<CandidateResult>& results, const metrics::MetricKind& metric,
                 std::uint64_t seed) {
  Leaderboard board;
  board.metric = metric.name;
  board.greater_is_better = metric.greater_is_better;
  double test_share = 0;
  for (const auto& result : results)
    if (!result.folds.empty()) test_share = result.test_share;
  board.test_share = test_share;
  for (const auto& result : results) board.rows.push_back(row_of(result, metric, test_share));
  sort_rows(board.rows, board.greater_is_better);

  std::vector<LeaderboardRow*> ranked;
  const LeaderboardRow* naive = nullptr;
  for (LeaderboardRow& row : board.rows) {
    if (!row.error.empty() || !row.skipped.empty()) continue;
    if (!row.is_baseline)
      ranked.push_back(&row);
    else if (!naive)
      naive = &row;
  }
  if (naive) {
    board.naive = naive->score.mean;
    board.naive_name = "naive (" + naive->model + ")";
    add_gains(ranked, *naive, board.greater_is_better, test_share);
  }
  if (!ranked.empty()) add_ties(ranked, test_share);
  board.compared = static_cast<int>(ranked.size());
  if (ranked.size() > 1)
    board.optimism = statistics::optimism_of_best(scores_of(ranked), board.greater_is_better,
                                                  RandomKey(seed).with("optimism"));
  board.in_words = in_words({ranked.begin(), ranked.end()}, board.naive_name);
  return board;
}

statistics::Interval interval_of(const std::vector<double>& scores, double test_share,
                                 const metrics::MetricKind& metric) {
  statistics::Interval out = statistics::corrected_interval(scores, test_share);
  out.low = std::max(out.low, metric.lowest);
  if (metric.is_share) out.high = std::min(out.high, 1.0);
  return out;
}

}  // namespace dlflow::harness
