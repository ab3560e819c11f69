#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/report/markup.hpp"
#include "pipeline/report/numbers.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::report {
namespace {

std::string row_of(const std::vector<std::string>& cells) {
  std::string line = "|";
  for (const std::string& cell : cells) line += " " + escape_markdown(cell) + " |";
  return line + "\n";
}

std::string section(std::string_view title, const std::vector<std::string>& sentences,
                    std::string_view bullet) {
  std::string text = fmt::format("\n## {}\n\n", title);
  for (const std::string& sentence : sentences)
    text += std::string(bullet) + escape_markdown(sentence) + "\n";
  return text;
}

std::string leaderboard_table(const harness::Leaderboard& board) {
  std::string text = "\n" + row_of({"rank", "solution", board.metric, "95 % interval",
                                    "gain over naive", "fit", "tie"});
  text += "| ---: | --- | ---: | ---: | ---: | ---: | --- |\n";
  for (const auto& row : board.rows) {
    const std::string rank = row.rank > 0 ? std::to_string(row.rank) : "-";
    const std::string trouble =
        !row.error.empty() ? "failed: " + row.error : "skipped: " + row.skipped;
    if (!row.error.empty() || !row.skipped.empty())
      text += row_of({rank, row_name(row), trouble, "", "", "", ""});
    else
      text += row_of({rank, row_name(row), format_score(row.score.mean, board.metric),
                      format_interval(row.score.low, row.score.high, board.metric),
                      row.gain ? format_percent(*row.gain) : "", format_seconds(row.fit_seconds),
                      row.tie});
  }
  return text;
}

std::string views_list(const Facts& facts) {
  std::string text = "\n";
  for (const auto& [name, steps] : facts.views)
    text +=
        fmt::format("- view {}: {}\n", escape_markdown(name), escape_markdown(join(steps, "; ")));
  return text;
}

std::string columns_table(const Facts& facts) {
  if (facts.column_facts.empty()) return "";
  std::string text = "\n" + row_of({"column", "kind", "missing", "summary", "why"});
  text += "| --- | --- | ---: | --- | --- |\n";
  for (const ColumnFact& column : facts.column_facts)
    text += row_of(
        {column.name, column.kind, std::to_string(column.missing), column.summary, column.reason});
  return text;
}

/// The text as a fenced block; the fence is longer than any run of backticks inside.
std::string block(std::string_view text) {
  std::size_t longest = 2, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return "\n" + fence + "text\n" + without_controls(text) + "\n" + fence + "\n";
}

}  // namespace

std::string to_markdown(const Facts& facts) {
  const Words words = words_of(facts);
  std::string text = fmt::format("# {}\n\n{} @ {}\n", escape_markdown(words.headline),
                                 escape_markdown(facts.project), facts.run);
  text += section("Context", words.context, "- ") + columns_table(facts);
  text += section("Problem", words.problem, "- ");
  text += section("Solution", words.solution, "- ") + views_list(facts);
  if (!facts.model_summary.empty()) text += block(join(facts.model_summary, "\n"));
  text += section("Findings", words.findings, "- ") + leaderboard_table(facts.leaderboard);
  if (!facts.test_metrics.empty()) {
    text += "\n" + row_of({"on the test set", "score"}) + "| --- | ---: |\n";
    for (const auto& [name, value] : facts.test_metrics)
      text += row_of({name, format_score(value, name)});
  }
  text += section("Limitations", words.limitations, "- ");
  text += section("Conclusions", words.conclusions, "- ");
  text += fmt::format("\nMade by dlflow {}; digest {}.\n", escape_markdown(facts.version),
                      escape_markdown(facts.digest));
  if (!facts.config.empty()) text += "\nThe configuration:\n" + block(facts.config);
  return text;
}

}  // namespace dlflow::report
