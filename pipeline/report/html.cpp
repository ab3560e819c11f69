#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/report/facts.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/style_sheet.hpp"
#include "pipeline/report/tables.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

void add_sentences(Html& html, const std::vector<std::string>& sentences) {
  for (const std::string& sentence : sentences) html.element("p", sentence);
}

void add_figure(Html& html, std::string_view caption, const Html& drawing) {
  if (drawing.str().empty()) return;
  html.open("figure").element("figcaption", caption);
  html.open("div", {{"class", "scroll"}}).add(drawing).close("div").close("figure");
}

void add_card(Html& html, std::string_view name, std::string_view value, std::string_view more) {
  html.open("div", {{"class", "card"}});
  html.element("div", name, {{"class", "name"}}).element("div", value, {{"class", "value"}});
  html.element("div", more, {{"class", "more"}}).close("div");
}

void add_folded(Html& html, std::string_view summary, std::string_view text) {
  html.open("details").element("summary", summary).element("pre", text).close("details");
}

void add_head(Html& html, const Facts& facts, const Words& words) {
  html.raw(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<meta name=\"referrer\" content=\"no-referrer\">");
  html.element("title", facts.project + ": " + words.headline);
  html.raw("<style>").raw(style_sheet).raw("</style></head>\n<body><main>\n");
}

void add_cards(Html& html, const Facts& facts) {
  const auto& board = facts.leaderboard;
  const auto* row = chosen_row(facts);
  html.open("div", {{"class", "cards"}});
  if (!facts.chosen.empty()) add_card(html, "chosen solution", facts.chosen, facts.chosen_reason);
  if (facts.test_score)
    add_card(html, board.metric + " on the test set", format_score(*facts.test_score, board.metric),
             facts.test_interval.high > facts.test_interval.low
                 ? format_interval(facts.test_interval.low, facts.test_interval.high, board.metric)
                 : counted(facts.test_rows, "row", "rows"));
  if (row) {
    add_card(html, board.metric + " in cross-validation",
             format_score(row->score.mean, board.metric),
             format_interval(row->score.low, row->score.high, board.metric));
    if (row->gain)
      add_card(html, "gain over naive", format_percent(*row->gain),
               board.naive_name + " " + format_score(board.naive, board.metric));
  }
  html.close("div");
}

void add_context(Html& html, const Facts& facts, const Words& words) {
  html.element("h2", "Context");
  add_sentences(html, words.context);
  if (!facts.class_counts.empty()) {
    const auto most =
        std::max_element(facts.class_counts.begin(), facts.class_counts.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    add_figure(html,
               fmt::format("'{}' is the most frequent of {}", most->first,
                           counted(facts.class_counts.size(), "class", "classes")),
               class_balance(facts));
  }
  html.add(columns_table(facts));
}

void add_solution(Html& html, const Facts& facts, const Words& words) {
  html.element("h2", "Solution");
  add_sentences(html, words.solution);
  if (!facts.views.empty()) html.element("h3", "What the models see");
  for (const auto& [name, steps] : facts.views)
    html.open("p").element("strong", name).text(": " + join(steps, "; ")).close("p");
  if (!facts.model_summary.empty())
    add_folded(html, "Summary of the model", join(facts.model_summary, "\n"));
}

std::string curve_caption(const LearningCurve& curve) {
  if (!curve.best_epoch) return curve.name + ": the loss over the epochs";
  return fmt::format("{}: the validation loss is lowest near epoch {:.0f}", curve.name,
                     *curve.best_epoch);
}

void add_findings(Html& html, const Facts& facts, const Words& words) {
  const auto& board = facts.leaderboard;
  html.element("h2", "Findings");
  add_sentences(html, words.findings);
  html.element("h3", "Leaderboard").add(leaderboard_table(facts));
  const auto ranked = std::find_if(board.rows.begin(), board.rows.end(),
                                   [](const auto& row) { return row.rank == 1; });
  if (ranked != board.rows.end())
    add_figure(
        html,
        fmt::format("{} leads on average; dots are folds, the bar is their mean, dashed is naive",
                    row_name(*ranked)),
        fold_scores(board));
  for (const LearningCurve& curve : facts.curves)
    add_figure(html, curve_caption(curve), learning_curve(curve));
  html.add(test_table(facts)).add(trials_table(facts));
}

void add_list(Html& html, Literal title, const std::vector<std::string>& sentences) {
  html.open("h2").raw(title).close("h2").open("ul");
  for (const std::string& sentence : sentences) html.element("li", sentence);
  html.close("ul");
}

}  // namespace

std::string to_html(const Facts& facts) {
  const Words words = words_of(facts);
  Html html;
  add_head(html, facts, words);
  html.open("header").element("p", fmt::format("{} \u00b7 run {}", facts.project, facts.run),
                              {{"class", "run"}});
  html.element("h1", words.headline);
  add_cards(html, facts);
  html.close("header");
  add_context(html, facts, words);
  html.element("h2", "Problem");
  add_sentences(html, words.problem);
  add_solution(html, facts, words);
  add_findings(html, facts, words);
  add_list(html, "Limitations", words.limitations);
  add_list(html, "Conclusions", words.conclusions);
  if (!facts.config.empty()) add_folded(html, "The configuration of this run", facts.config);
  html.element("footer", fmt::format("dlflow {} \u00b7 digest {}", facts.version, facts.digest));
  html.raw("\n</main></body></html>\n");
  return html.str();
}

}  // namespace dlflow::report
