#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/chart.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

constexpr std::size_t kMostDots = 500, kMostRows = 100;

using Trials = std::vector<const Trial*>;

bool is_better(double a, double b, const harness::Leaderboard& board) {
  return board.greater_is_better ? a > b : a < b;
}

/// A line that stays level until the next point.
std::vector<Point> stairs(const std::vector<Point>& points) {
  std::vector<Point> out;
  for (const Point& point : points) {
    if (!out.empty() && out.back().y != point.y) out.push_back({point.x, out.back().y});
    out.push_back(point);
  }
  return out;
}

Html draw(const Facts& facts, const Trials& trials) {
  const auto& board = facts.leaderboard;
  std::vector<double> number, score, best;
  for (const Trial* trial : trials) {
    if (!trial->error.empty() || !std::isfinite(trial->score.mean)) continue;
    number.push_back(static_cast<double>(number.size() + 1));
    score.push_back(trial->score.mean);
    best.push_back(best.empty() || is_better(score.back(), best.back(), board) ? score.back()
                                                                               : best.back());
  }
  Chart chart(Chart::Size::wide, "score of each trial, and the best so far",
              {"trial that succeeded, in order", 0.5, static_cast<double>(number.size()) + 0.5},
              axis_over(fmt::format("{} ({} is better)", board.metric,
                                    board.greater_is_better ? "more" : "less"),
                        score));
  for (std::size_t i = 0; i < number.size(); i += 1 + number.size() / kMostDots)
    chart.svg().circle(chart.at(number[i], score[i]), 3.5, "dot1");
  chart.svg().path(stairs(chart.line(number, best)), "ink2");
  chart.legend("ink2", "best so far");
  return chart.finish();
}

std::string options_text(const Trial& trial) {
  std::vector<std::string> options;
  for (const auto& [path, value] : trial.options)
    options.push_back(path + " " + compact_number(value));
  return join(options, ", ");
}

Figure figure_of(const Facts& facts, const std::string& model, const Trials& trials) {
  const std::string& metric = facts.leaderboard.metric;
  const Trial* best = nullptr;
  for (const Trial* trial : trials)
    if (trial->error.empty() && std::isfinite(trial->score.mean) &&
        (!best || is_better(trial->score.mean, best->score.mean, facts.leaderboard)))
      best = trial;
  Figure figure;
  figure.is_wide = true;
  const std::string name = model.empty() ? "the search" : model;
  figure.title =
      best ? fmt::format("{}: trial {} of {} is the best, with {} ({})", name, best->number,
                         trials.size(), format_score(best->score.mean, metric),
                         clipped(options_text(*best), 120))
           : fmt::format("{}: every trial failed", name);
  if (best && trials.size() > 1) figure.drawing = draw(facts, trials);
  figure.table.headings = {{"trial", true}, {"options"}, {metric, true}, {"95 % interval"}};
  for (const Trial* trial : trials) {
    if (figure.table.rows.size() == kMostRows) break;
    const bool failed = !trial->error.empty();
    figure.table.rows.push_back(
        {std::to_string(trial->number), options_text(*trial),
         failed ? "failed" : format_score(trial->score.mean, metric),
         failed ? clipped(trial->error, 200)
                : format_interval(trial->score.low, trial->score.high, metric)});
  }
  return figure;
}

std::vector<Figure> make(const Facts& facts) {
  std::vector<std::string> models;
  for (const Trial& trial : facts.trials)
    if (std::find(models.begin(), models.end(), trial.model) == models.end())
      models.push_back(trial.model);
  std::vector<Figure> out;
  for (const std::string& model : models) {
    Trials trials;
    for (const Trial& trial : facts.trials)
      if (trial.model == model) trials.push_back(&trial);
    out.push_back(figure_of(facts, model, trials));
  }
  return out;
}

}  // namespace

PlotKind search_history() {
  return {"search_history", "The score of each trial of a search, and the best so far.",
          Part::search, make};
}

}  // namespace dlflow::report
