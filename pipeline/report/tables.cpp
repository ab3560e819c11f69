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

void open_table(Html& html, const std::vector<Heading>& headings, std::string_view label) {
  html.open("div", {{"class", "scroll"},
                    {"tabindex", "0"},
                    {"role", "group"},
                    {"aria-label", "table: " + std::string(label)}});
  html.open("table").open("thead").open("tr");
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

Html data_table(const DataTable& table, std::string_view label) {
  Html html;
  if (table.rows.empty()) return html;
  open_table(html, table.headings, label);
  const std::size_t shown = std::min(table.rows.size(), kMostRows);
  for (std::size_t r = 0; r < shown; ++r) {
    html.open("tr");
    for (std::size_t c = 0; c < table.headings.size(); ++c)
      html.element("td", table.rows[r][c], {{"class", table.headings[c].is_number ? "n" : "long"}});
    html.close("tr");
  }
  close_table(html);
  if (shown < table.rows.size())
    html.element("p", fmt::format("The first {} of {} are shown.", shown, table.rows.size()));
  return html;
}

Html leaderboard_table(const Facts& facts) {
  Html html;
  const auto& board = facts.leaderboard;
  if (board.rows.empty()) return html;
  open_table(html,
             {{"rank", true},
              {"solution"},
              {board.metric, true},
              {"95 % interval"},
              {"from, to", true},
              {"gain over naive", true},
              {"fit", true},
              {"tie"}},
             "leaderboard");
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

DataTable columns_table(const Facts& facts) {
  DataTable table;
  table.headings = {{"column"}, {"kind"}, {"missing", true}, {"summary"}, {"why"}};
  for (const ColumnFact& column : facts.column_facts)
    table.rows.push_back({column.name, column.kind,
                          with_thousands(static_cast<long long>(column.missing)), column.summary,
                          column.reason});
  return table;
}

DataTable test_table(const Facts& facts) {
  DataTable table;
  table.headings = {{"metric"}, {"on the test set", true}, {"95 % interval", true}};
  for (const auto& [name, value] : facts.test_metrics)
    table.rows.push_back(
        {name, format_score(value, name),
         name == facts.leaderboard.metric
             ? format_interval(facts.test_interval.low, facts.test_interval.high, name)
             : ""});
  return table;
}

DataTable history_table(const Facts& facts) {
  DataTable table;
  const std::string& metric = facts.leaderboard.metric;
  table.headings = {
      {"run", true}, {"chosen"}, {"score", true}, {"what was changed"}, {"what it brought"}};
  if (facts.runs.size() < 2) return table;
  for (const RunFact& run : facts.runs) {
    std::string changes = join(run.changes, "; ");
    for (std::size_t at = 0; (at = changes.find(" -> ", at)) != changes.npos; ++at)
      changes.replace(at, 4, " \u2192 ");
    table.rows.push_back({std::to_string(run.run), run.chosen, format_score(run.score.mean, metric),
                          changes, run.effect});
  }
  return table;
}

}  // namespace dlflow::report
