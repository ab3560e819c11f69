#include "pipeline/stages/contrasts.hpp"

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/report/words.hpp"
#include "pipeline/stages/tuned_names.hpp"

namespace dlflow::stages {
namespace {

using harness::LeaderboardRow;
using report::Contrast;

constexpr std::size_t kMostModels = 4;

/// The kinds of the steps of a view, in the order written.
std::vector<std::string> steps_of(const views::ViewOptions& view) {
  std::vector<std::string> out;
  const auto add = [&](const std::vector<schema::Chosen>& steps) {
    for (const schema::Chosen& step : steps)
      if (std::find(out.begin(), out.end(), step.choice->name) == out.end())
        out.push_back(step.choice->name);
  };
  add(view.number);
  add(view.category);
  for (const auto& [column, steps] : view.columns) add(steps.steps);
  return out;
}

std::vector<std::string> without(const std::vector<std::string>& all,
                                 const std::vector<std::string>& some) {
  std::vector<std::string> out;
  for (const std::string& name : all)
    if (std::find(some.begin(), some.end(), name) == some.end()) out.push_back(name);
  return out;
}

/// Collects contrasts of rows of one leaderboard.
class Contrasting {
 public:
  explicit Contrasting(Workflow& workflow)
      : workflow_(workflow), board_(workflow.facts().leaderboard) {}

  void views() {
    const auto& all = workflow_.views();
    for (std::size_t a = 0; a < all.size(); ++a)
      for (std::size_t b = a + 1; b < all.size() && a < 2; ++b) pair_of_views(all[a], all[b]);
  }

  void models(const LeaderboardRow& chosen) {
    std::vector<std::string> taken = {chosen.model};
    for (const LeaderboardRow& row : board_.rows) {
      if (row.rank == 0 || taken.size() > kMostModels ||
          std::find(taken.begin(), taken.end(), row.model) != taken.end())
        continue;
      taken.push_back(row.model);
      add(Contrast::Kind::model, chosen, row);
    }
  }

  void tuning() {
    for (const LeaderboardRow& tuned : board_.rows) {
      const std::string model = untuned(tuned.model);
      if (tuned.rank == 0 || model == tuned.model) continue;
      for (const LeaderboardRow& row : board_.rows)
        if (row.rank > 0 && row.model == model && row.view == tuned.view)
          add(Contrast::Kind::tuning, tuned, row);
    }
  }

  std::vector<Contrast> found;

 private:
  using View = std::pair<std::string, views::ViewOptions>;

  void add(Contrast::Kind kind, const LeaderboardRow& first, const LeaderboardRow& second) {
    Contrast out{kind, report::row_name(first), report::row_name(second), {}, 1, ""};
    out.gain = gain(first.fold_scores, second.fold_scores);
    if (out.gain.mean < 0 && kind == Contrast::Kind::model) {
      std::swap(out.first, out.second);
      out.gain = gain(second.fold_scores, first.fold_scores);
    }
    found.push_back(std::move(out));
  }

  statistics::Interval gain(const std::vector<double>& first,
                            const std::vector<double>& second) const {
    return paired_gain(first, second, board_.greater_is_better, board_.test_share);
  }

  /// The means of fold scores on each of two views, over the models that were tried on both.
  void pair_of_views(const View& a, const View& b) {
    std::vector<double> first, second;
    int models = 0;
    for (const LeaderboardRow& row : board_.rows) {
      if (row.rank == 0 || row.view != a.first) continue;
      for (const LeaderboardRow& other : board_.rows) {
        if (other.rank == 0 || other.model != row.model || other.view != b.first) continue;
        first.resize(row.fold_scores.size(), 0);
        second.resize(row.fold_scores.size(), 0);
        for (std::size_t i = 0; i < first.size(); ++i) {
          first[i] += row.fold_scores[i];
          second[i] += other.fold_scores[i];
        }
        ++models;
      }
    }
    if (models == 0) return;
    for (auto* scores : {&first, &second})
      for (double& score : *scores) score /= models;
    Contrast out{Contrast::Kind::view, a.first, b.first, gain(first, second), models, ""};
    const auto steps_a = steps_of(a.second), steps_b = steps_of(b.second);
    const auto more = without(steps_a, steps_b), less = without(steps_b, steps_a);
    const bool is_one_sided = more.empty() != less.empty();
    const bool is_reversed = is_one_sided ? more.empty() : out.gain.mean < 0;
    if (is_reversed) {
      std::swap(out.first, out.second);
      out.gain = gain(second, first);
    }
    if (is_one_sided) out.steps = join(more.empty() ? less : more, ", ");
    found.push_back(std::move(out));
  }

  Workflow& workflow_;
  const harness::Leaderboard& board_;
};

}  // namespace

std::vector<Contrast> contrasts(Workflow& workflow, const LeaderboardRow& chosen) {
  Contrasting out(workflow);
  out.views();
  out.tuning();
  out.models(chosen);
  return std::move(out.found);
}

statistics::Interval paired_gain(const std::vector<double>& first,
                                 const std::vector<double>& second, bool greater_is_better,
                                 double test_share) {
  DLFLOW_REQUIRE(first.size() == second.size(), "scores of the same folds");
  std::vector<double> gains;
  for (std::size_t i = 0; i < first.size(); ++i)
    gains.push_back(greater_is_better ? first[i] - second[i] : second[i] - first[i]);
  return statistics::corrected_interval(gains, test_share);
}

}  // namespace dlflow::stages
