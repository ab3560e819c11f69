#include "pipeline/report/tables.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

/// More rows than these would only make the page slow.
constexpr std::size_t kMostRows = 200;

struct Heading {
  std::string name;
  bool is_number = false;
};

void open_table(Html& html, const std::vector<Heading>& headings) {
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}}).open("table").open("thead").open("tr");
  for (const Heading& heading : headings)
    html.element("th", heading.name, {{"class", heading.is_number ? "n" : "t"}, {"scope", "col"}});
  html.close("tr").close("thead").open("tbody");
}

void close_table(Html& html) { html.close("tbody").close("table").close("div"); }

void add_number(Html& html, std::string_view text) { html.element("td", text, {{"class", "n"}}); }

void add_trouble(Html& html, const harness::LeaderboardRow& row) {
  const std::string why = !row.error.empty() ? "failed: " + row.error : "skipped: " + row.skipped;
  html.open("tr", {{"class", "rest"}});
  add_number(html, "\u2013");
  html.element("td", row_name(row)).element("td", why, {{"colspan", "6"}, {"class", "long"}});
  html.close("tr");
}

void add_ranked(Html& html, const Facts& facts, const harness::LeaderboardRow& row,
                const ScoreRange& range) {
  const auto& board = facts.leaderboard;
  const char* style = &row == chosen_row(facts) ? "chosen" : "plain";
  html.open("tr", {{"class", row.rank > 0 ? style : "rest"}});
  add_number(html, row.rank > 0 ? std::to_string(row.rank) : "\u2013");
  html.element("td", row_name(row));
  add_number(html, format_score(row.score.mean, board.metric));
  html.open("td").add(interval_whisker(row, board, range)).close("td");
  add_number(html, format_interval(row.score.low, row.score.high, board.metric));
  add_number(html, row.gain ? format_percent(*row.gain) : "");
  add_number(html, row.rank > 0 ? format_seconds(row.fit_seconds) : "");
  html.element("td", row.tie).close("tr");
}

}  // namespace

Html leaderboard_table(const Facts& facts) {
  Html html;
  const auto& board = facts.leaderboard;
  if (board.rows.empty()) return html;
  open_table(html, {{"rank", true},
                    {"solution"},
                    {board.metric, true},
                    {"95 % interval"},
                    {"", true},
                    {"gain over naive", true},
                    {"fit", true},
                    {"tie"}});
  const ScoreRange range = score_range(board);
  for (const auto& row : board.rows) {
    if (!row.error.empty() || !row.skipped.empty())
      add_trouble(html, row);
    else
      add_ranked(html, facts, row, range);
  }
  close_table(html);
  html.element(
      "p",
      "Solutions with the same letter cannot be told apart on these folds. A dashed line is the "
      "naive score, where it is near enough to be drawn.",
      {{"class", "run"}});
  return html;
}

Html columns_table(const Facts& facts) {
  Html html;
  if (facts.column_facts.empty()) return html;
  html.open("details").element(
      "summary", "The columns (" + counted(facts.column_facts.size(), "column", "columns") + ")");
  open_table(html, {{"column"}, {"kind"}, {"missing", true}, {"summary"}, {"why"}});
  const std::size_t shown = std::min(facts.column_facts.size(), kMostRows);
  for (std::size_t i = 0; i < shown; ++i) {
    const ColumnFact& column = facts.column_facts[i];
    html.open("tr").element("td", column.name, {{"class", "long"}}).element("td", column.kind);
    add_number(html, with_thousands(static_cast<long long>(column.missing)));
    html.element("td", column.summary, {{"class", "long"}});
    html.element("td", column.reason, {{"class", "long"}}).close("tr");
  }
  close_table(html);
  if (shown < facts.column_facts.size())
    html.element("p", fmt::format("The first {} are shown.", shown));
  return html.close("details");
}

Html test_table(const Facts& facts) {
  Html html;
  if (facts.test_metrics.empty()) return html;
  html.element("h3", "On the test set");
  open_table(html, {{"metric"}, {"score", true}});
  for (const auto& [name, value] : facts.test_metrics) {
    html.open("tr").element("td", name);
    add_number(html, format_score(value, name));
    html.close("tr");
  }
  close_table(html);
  return html;
}

Html trials_table(const Facts& facts) {
  Html html;
  if (facts.trials.empty()) return html;
  const std::string& metric = facts.leaderboard.metric;
  html.open("details").element(
      "summary", "What was tried (" + counted(facts.trials.size(), "trial", "trials") + ")");
  open_table(html, {{"trial", true}, {"options"}, {metric, true}, {"95 % interval", true}});
  const std::size_t shown = std::min(facts.trials.size(), kMostRows);
  for (std::size_t i = 0; i < shown; ++i) {
    const Trial& trial = facts.trials[i];
    std::vector<std::string> options;
    for (const auto& [path, value] : trial.options) options.push_back(path + " " + value);
    html.open("tr");
    add_number(html, std::to_string(trial.number));
    html.element("td", join(options, ", "), {{"class", "long"}});
    if (trial.error.empty()) {
      add_number(html, format_score(trial.score.mean, metric));
      add_number(html, format_interval(trial.score.low, trial.score.high, metric));
    } else {
      html.element("td", "failed: " + trial.error, {{"colspan", "2"}, {"class", "long"}});
    }
    html.close("tr");
  }
  close_table(html);
  if (shown < facts.trials.size()) html.element("p", fmt::format("The first {} are shown.", shown));
  return html.close("details");
}

}  // namespace dlflow::report
