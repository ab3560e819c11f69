#include <fmt/format.h>

#include "core/base/text.hpp"
#include "pipeline/report/markup.hpp"
#include "pipeline/report/notes.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/plots/plots.hpp"
#include "pipeline/report/tables.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

constexpr std::size_t kMostRows = 30;  ///< of the numbers behind a plot; the page has them all

std::string row_of(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + escape_markdown(cell) + " |";
  return line + "\n";
}

std::string table_of(const DataTable& table) {
  if (table.rows.empty()) return "";
  std::vector<std::string> names;
  std::string rule = "|";
  for (const Heading& heading : table.headings) {
    names.push_back(heading.name);
    rule += heading.is_number ? " ---: |" : " --- |";
  }
  std::string text = "\n" + row_of(names) + rule + "\n";
  for (const auto& row : table.rows) text += row_of(row);
  return text;
}

std::string list_of(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) text += "- " + escape_markdown(sentence) + "\n";
  return text;
}

std::string section(std::string_view title, const std::vector<std::string>& sentences) {
  return fmt::format("\n## {}\n\n", title) + list_of(sentences);
}

/// A command as code: the fence is longer than any run of backticks in it.
std::string code(std::string_view command) {
  std::string line;
  for (const char c : without_controls(command)) line += c == '\n' ? ' ' : c;
  if (line.find('`') == std::string::npos) return "`" + line + "`";
  return escape_markdown(line);
}

std::string remarks_of(const std::vector<std::pair<std::string, std::string>>& remarks) {
  std::string text;
  for (const auto& [sentence, command] : remarks)
    text += "- " + escape_markdown(sentence) +
            (command.empty() ? "" : (sentence.ends_with('.') ? " " : ": ") + code(command)) + "\n";
  return text;
}

std::string leaderboard_table(const harness::Leaderboard& board) {
  DataTable table;
  table.headings = {{"rank", true},
                    {"solution"},
                    {board.metric, true},
                    {"95 % interval", true},
                    {"gain over naive", true},
                    {"fit", true},
                    {"tie"}};
  for (const auto& row : board.rows) {
    const std::string rank = row.rank > 0 ? std::to_string(row.rank) : "-";
    const std::string trouble =
        !row.error.empty() ? "failed: " + row.error : "skipped: " + row.skipped;
    if (!row.error.empty() || !row.skipped.empty())
      table.rows.push_back({rank, row_name(row), trouble, "", "", "", ""});
    else
      table.rows.push_back({rank, row_name(row), format_score(row.score.mean, board.metric),
                            format_interval(row.score.low, row.score.high, board.metric),
                            row.gain ? format_percent(*row.gain) : "",
                            format_seconds(row.fit_seconds), row.tie});
  }
  return table_of(table);
}

std::string views_list(const Facts& facts) {
  std::string text = "\n";
  for (const auto& [name, steps] : facts.views)
    text +=
        fmt::format("- view {}: {}\n", escape_markdown(name), escape_markdown(join(steps, "; ")));
  return text;
}

/// What the plots of some parts show, with the numbers behind them where these are few.
std::string figures(const Facts& facts, std::initializer_list<Part> parts) {
  std::string text;
  for (const Part part : parts)
    for (const PlotKind& kind : plots()) {
      if (kind.part != part) continue;
      for (const Figure& figure : kind.make(facts)) {
        text += "\n**" + escape_markdown(figure.title) + "**\n";
        if (!figure.remarks.empty()) text += "\n" + remarks_of(figure.remarks);
        if (figure.table.rows.size() <= kMostRows) text += table_of(figure.table);
      }
    }
  return text;
}

}  // namespace

std::string to_markdown(const Facts& facts) {
  const Words words = words_of(facts);
  std::string text = fmt::format("# {}\n\n{} @ {}\n", escape_markdown(words.headline),
                                 escape_markdown(facts.project), facts.run);
  text += section("Context", words.context) + figures(facts, {Part::data});
  text += table_of(columns_table(facts));
  text += section("Problem", words.problem);
  text += section("Solution", words.solution) + views_list(facts);
  if (!facts.model_summary.empty()) text += markdown_block(join(facts.model_summary, "\n"));
  text += section("Findings", words.findings) + leaderboard_table(facts.leaderboard);
  text += table_of(test_table(facts));
  text +=
      figures(facts, {Part::comparison, Part::unseen, Part::columns, Part::training, Part::search});
  text += section("Limitations", words.limitations);
  text += section("Conclusions", words.conclusions);
  if (!words.next.empty()) text += "\n### What to do next\n\n" + remarks_of(words.next);
  const std::string history = table_of(history_table(facts));
  if (!history.empty()) text += "\n### The runs of this project\n" + history;
  if (!facts.notes_by_author.empty())
    text += "\n### Notes of the author\n" + notes_markdown(facts.notes_by_author);
  text += fmt::format("\nMade by dlflow {}; digest {}.\n", escape_markdown(facts.version),
                      escape_markdown(facts.digest));
  if (!facts.config.empty()) text += "\nThe configuration:\n" + markdown_block(facts.config);
  return text;
}

}  // namespace dlflow::report
