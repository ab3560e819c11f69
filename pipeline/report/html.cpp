#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/report/facts.hpp"
#include "pipeline/report/notes.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/policy.hpp"
#include "pipeline/report/style_sheet.hpp"
#include "pipeline/report/tables.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

using Remarks = std::vector<std::pair<std::string, std::string>>;

void add_sentences(Html& html, const std::vector<std::string>& sentences) {
  for (const std::string& sentence : sentences) html.element("p", sentence);
}

void add_list(Html& html, const std::vector<std::string>& sentences) {
  if (sentences.empty()) return;
  html.open("ul");
  for (const std::string& sentence : sentences) html.element("li", sentence);
  html.close("ul");
}

void add_remarks(Html& html, const Remarks& remarks) {
  if (remarks.empty()) return;
  html.open("ul", {{"class", "remarks"}});
  for (const auto& [sentence, command] : remarks) {
    html.open("li").text(sentence);
    if (!command.empty()) html.text(" ").element("code", command);
    html.close("li");
  }
  html.close("ul");
}

void add_figure(Html& html, const Figure& figure) {
  html.open("figure", {{"class", figure.is_wide ? "wide" : "narrow"}});
  html.element("figcaption", figure.title);
  if (figure.drawing.str().empty()) {
    html.add(data_table(figure.table, figure.title)).close("figure");
    return;
  }
  html.open("div", {{"class", "scroll"},
                    {"tabindex", "0"},
                    {"role", "group"},
                    {"aria-label", "picture: " + figure.title}});
  html.add(figure.drawing).close("div");
  add_remarks(html, figure.remarks);
  if (!figure.table.rows.empty())
    html.open("details")
        .element("summary", "The numbers")
        .add(data_table(figure.table, figure.title))
        .close("details");
  html.close("figure");
}

/// The plots of one part of the report, below a heading when there are any.
void add_plots(Html& html, const Facts& facts, Part part, std::string_view title) {
  std::vector<Figure> figures;
  for (const PlotKind& kind : plots())
    if (kind.part == part)
      for (Figure& figure : kind.make(facts)) figures.push_back(std::move(figure));
  if (figures.empty()) return;
  if (!title.empty()) html.element("h3", title);
  html.open("div", {{"class", "figures"}});
  for (const Figure& figure : figures) add_figure(html, figure);
  html.close("div");
}

void add_card(Html& html, std::string_view name, std::string_view value, std::string_view more) {
  html.open("div", {{"class", value.size() > 12 ? "card long" : "card"}});
  html.element("div", name, {{"class", "name"}}).element("div", value, {{"class", "value"}});
  html.element("div", more, {{"class", "more"}}).close("div");
}

void add_folded(Html& html, std::string_view summary, std::string_view text) {
  html.open("details").element("summary", summary);
  html.element("pre", text, {{"tabindex", "0"}}).close("details");
}

void add_folded(Html& html, std::string_view summary, const DataTable& table) {
  if (table.rows.empty()) return;
  html.open("details").element("summary", summary);
  html.add(data_table(table, summary)).close("details");
}

bool has_pictures(const Facts& facts) {
  return !facts.judged.empty() &&
         std::ranges::any_of(facts.judged[0].worst,
                             [](const WorstError& worst) { return !worst.picture.empty(); });
}

void add_head(Html& html, const Facts& facts, const Words& words) {
  html.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
  html.empty("meta", {{"http-equiv", "Content-Security-Policy"},
                      {"content", content_policy(style_sheet.view(), has_pictures(facts))}});
  html.raw(
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
  if (facts.published && !facts.published->verdict.empty()) {
    const std::string& verdict = facts.published->verdict;
    const std::size_t cut = verdict.find(" (");
    add_card(html, "against the published score", verdict.substr(0, cut),
             facts.published->metric + " " +
                 format_score(facts.published->good, facts.published->metric));
  }
  html.close("div");
}

void add_solution(Html& html, const Facts& facts, const Words& words) {
  html.element("h2", "Solution");
  add_sentences(html, words.solution);
  if (!facts.views.empty()) html.element("h3", "What the models see");
  for (const auto& [name, steps] : facts.views) {
    html.open("details", {{"class", "steps"}});
    html.element("summary", fmt::format("View {}: what its {} learnt from the training rows", name,
                                        counted(steps.size(), "step", "steps")));
    add_list(html, steps);
    html.close("details");
  }
  if (!facts.model_summary.empty())
    add_folded(html, "Summary of the model", join(facts.model_summary, "\n"));
}

void add_findings(Html& html, const Facts& facts, const Words& words) {
  html.element("h2", "Findings");
  add_list(html, words.findings);
  html.element("h3", "Leaderboard").add(leaderboard_table(facts));
  add_plots(html, facts, Part::comparison, "");
  if (!facts.test_metrics.empty())
    html.element("h3", "On the test set").add(data_table(test_table(facts), "on the test set"));
  add_plots(html, facts, Part::unseen, "The chosen solution on rows it had not seen");
  add_plots(html, facts, Part::columns, "What the columns are worth");
  add_plots(html, facts, Part::training, "How the networks learnt");
  add_plots(html, facts, Part::search, "What was searched");
}

void add_conclusions(Html& html, const Facts& facts, const Words& words) {
  html.element("h2", "Conclusions");
  add_list(html, words.conclusions);
  if (!words.next.empty()) html.element("h3", "What to do next");
  add_remarks(html, words.next);
  const DataTable history = history_table(facts);
  if (!history.rows.empty())
    html.element("h3", "The runs of this project").add(data_table(history, "runs"));
  if (!facts.notes_by_author.empty())
    html.element("h3", "Notes of the author").add(notes_html(facts.notes_by_author));
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
  html.element("h2", "Context");
  add_sentences(html, words.context);
  add_plots(html, facts, Part::data, "");
  add_folded(html, "The columns (" + counted(facts.column_facts.size(), "column", "columns") + ")",
             columns_table(facts));
  html.element("h2", "Problem");
  add_sentences(html, words.problem);
  add_solution(html, facts, words);
  add_findings(html, facts, words);
  html.element("h2", "Limitations");
  add_list(html, words.limitations);
  add_conclusions(html, facts, words);
  if (!facts.config.empty()) add_folded(html, "The configuration of this run", facts.config);
  html.element("footer", fmt::format("dlflow {} \u00b7 digest {}", facts.version, facts.digest));
  html.raw("\n</main></body></html>\n");
  return html.str();
}

}  // namespace dlflow::report
