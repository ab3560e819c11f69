#include "cli/print.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <map>
#include <set>

#include "cli/terminal/table.hpp"
#include "cli/terminal/terminal.hpp"
#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/harness/shared_reasons.hpp"
#include "pipeline/report/words.hpp"

namespace dlflow::cli {
namespace {

constexpr std::size_t kIndent = 10;

/// Lines under the name of their stage; long ones are folded on a terminal.
class Block {
 public:
  explicit Block(const std::string& name) : head_(name) {
    head_.resize(std::max(kIndent, head_.size() + 2), ' ');
    width_ = fold_width();
  }
  void line(const std::string& text) {
    text_ += terminal::folded(text, head_, kIndent + 2, width_);
    head_ = std::string(kIndent, ' ');
  }
  void raw(const std::string& lines) { text_ += lines; }
  const std::string& text() const { return text_; }

 private:
  std::string head_, text_;
  std::size_t width_ = 0;
};

std::string gain_text(const std::optional<double>& gain) {
  return gain ? terminal::format_percent(*gain) : "";
}

terminal::Table leaderboard_table(const harness::Leaderboard& board) {
  terminal::Table table({{"rank", terminal::Align::left, 0},
                         {"model", terminal::Align::left, 0},
                         {board.metric, terminal::Align::right, 0},
                         {"95 % interval", terminal::Align::right, 2},
                         {"gain over naive", terminal::Align::right, 4},
                         {"fit", terminal::Align::right, 3},
                         {"predict", terminal::Align::right, 6},
                         {"parameters", terminal::Align::right, 5},
                         {"model", terminal::Align::right, 7},
                         {"memory", terminal::Align::right, 8},
                         {"tie", terminal::Align::left, 1}});
  for (const auto& row : board.rows) {
    if (!row.skipped.empty() || !row.error.empty()) continue;
    const std::string score = terminal::format_score(row.score.mean, board.metric);
    if (row.is_baseline) {
      table.add_row({"-", "naive (" + row.model + ")", score});
      continue;
    }
    const bool has_interval = row.fold_scores.size() > 1;
    table.add_row(
        {std::to_string(row.rank), row.model + " / " + row.view, score,
         has_interval ? terminal::format_interval(row.score.low, row.score.high, board.metric) : "",
         gain_text(row.gain), terminal::format_seconds(row.fit_seconds),
         terminal::format_microseconds(row.predict_microseconds), counted(row.parameters),
         terminal::format_bytes(row.model_bytes),
         row.peak_bytes ? terminal::format_bytes(*row.peak_bytes) : "", row.tie});
  }
  return table;
}

}  // namespace

std::size_t fold_width() {
  return terminal::is_terminal(STDOUT_FILENO) ? terminal::terminal_width() : 0;
}

std::string define_block(const report::Facts& facts) {
  Block block("define");
  std::map<std::string, std::size_t> kinds;
  for (const auto& column : facts.column_facts)
    if (column.name != facts.target) ++kinds[column.kind];
  std::vector<std::string> parts;
  for (const auto& [kind, n] : kinds) parts.push_back(std::to_string(n) + " " + kind);
  block.line(fmt::format("{}: {}, {} ({}), target {}: {}", facts.data_source,
                         counted(facts.rows, "row"), counted(facts.columns, "column"),
                         join(parts, ", "), facts.target, facts.task));
  if (!facts.class_counts.empty() && facts.class_counts.size() <= 12) {
    std::vector<std::string> classes;
    for (const auto& [name, n] : facts.class_counts)
      classes.push_back(fmt::format("{} {}", name, counted(n)));
    block.line("classes of the training rows: " + join(classes, ", ") +
               (facts.positive.empty() ? "" : "; positive: " + facts.positive));
  }
  const std::size_t all = facts.training_rows + facts.test_rows;
  block.line(fmt::format("metric {}; {}", facts.leaderboard.metric,
                         facts.test_rows > 0
                             ? fmt::format("{} of {} rows {} sealed as the test set",
                                           counted(facts.test_rows), counted(all),
                                           facts.test_rows == 1 ? "is" : "are")
                             : "no test set: judged by cross-validation alone") +
             (facts.season > 1 ? "; " + report::season_in_words(facts) : ""));
  for (const std::string& note : facts.notes) block.line("note: " + note);
  return block.text();
}

std::string prepare_block(const report::Facts& facts) {
  Block block("prepare");
  std::vector<std::string> names;
  for (const auto& view : facts.views) names.push_back(view.first);
  block.line(fmt::format("{}: {}", counted(facts.views.size(), "view"), join(names, ", ")));
  for (const std::string& note : facts.view_notes) block.line("note: " + note);
  return block.text();
}

std::string learnt_block(const report::Facts& facts) {
  std::string out;
  for (const auto& [view, sentences] : facts.views) {
    out += "\n" + view + "\n";
    for (const std::string& sentence : sentences)
      out += terminal::folded(sentence, "  ", 4, fold_width());
  }
  return out;
}

std::string rows_block(const std::vector<stages::ShownView>& views) {
  const std::size_t width = terminal::is_terminal(STDOUT_FILENO) ? terminal::terminal_width() : 0;
  std::string out;
  for (const auto& view : views)
    for (const bool is_after : {false, true}) {
      std::vector<terminal::TableColumn> heads = {
          {view.view + (is_after ? ", after" : ", before"), terminal::Align::left, 0}};
      for (std::size_t i = 0; i < view.rows.size(); ++i)
        heads.push_back(
            {fmt::format("row {}", view.rows[i] + 1), terminal::Align::right, static_cast<int>(i)});
      terminal::Table table(std::move(heads));
      for (const auto& column : is_after ? view.after : view.before) {
        std::vector<std::string> cells = {column.name};
        cells.insert(cells.end(), column.values.begin(), column.values.end());
        table.add_row(std::move(cells));
      }
      out += "\n" + table.render(width > 0 ? width : 100000);
    }
  return out;
}

/// A line for each error; models that failed alike on one view share it.
std::vector<std::string> failures(const harness::Leaderboard& board) {
  std::vector<harness::SharedReason> all;
  for (const auto& row : board.rows)
    if (!row.error.empty()) harness::add_reason(row.view, row.error, row.model, all);
  std::vector<std::string> lines;
  for (const auto& [view, error, models] : all) {
    constexpr std::size_t kNamed = 3;
    const std::string names = models.size() > kNamed + 1
                                  ? join(std::span(models).first(kNamed), ", ") + " and " +
                                        counted(models.size() - kNamed, "other model")
                                  : join(models, ", ");
    lines.push_back(fmt::format("failed: {} / {}: {}", names, view, error));
  }
  return lines;
}

/// What failed, and what was skipped. That a model which is tried on one view does not suit another
/// is no news: such pairs are counted; the report and --json give each its reason.
void add_untried(const harness::Leaderboard& board, Block& block) {
  std::set<std::string> tried;
  for (const auto& row : board.rows)
    if (row.skipped.empty()) tried.insert(row.model);
  for (const std::string& line : failures(board)) block.line(line);
  std::size_t pairs = 0;
  for (const auto& row : board.rows) {
    if (row.skipped.empty()) continue;
    if (tried.contains(row.model))
      ++pairs;
    else
      block.line(fmt::format("skipped: {} / {}: {}", row.model, row.view, row.skipped));
  }
  if (pairs > 0)
    block.line(
        fmt::format("skipped: {} of a model and a view that does not suit it; the report "
                    "says why",
                    counted(pairs, "pair")));
}

std::string evaluate_block(const report::Facts& facts) {
  Block block("evaluate");
  const auto& board = facts.leaderboard;
  block.line(fmt::format("{}, {}", counted(static_cast<std::size_t>(board.compared), "model"),
                         facts.protocol));
  const std::size_t width = terminal::is_terminal(STDOUT_FILENO) ? terminal::terminal_width() : 160;
  block.raw(leaderboard_table(board).render(width, kIndent));
  add_untried(board, block);
  for (const std::string& note : facts.fold_notes) block.line("note: " + note);
  block.line("in words: " + board.in_words);
  const std::string optimism = terminal::format_score(std::abs(board.optimism), board.metric);
  if (board.compared > 1 && optimism != terminal::format_score(0, board.metric))
    block.line(fmt::format("the {} looks about {} better than it is",
                           board.compared == 2 ? std::string("better of the two")
                                               : fmt::format("best of {}", board.compared),
                           optimism));
  if (facts.data_curve) {
    std::vector<std::string> points;
    for (const auto& point : facts.data_curve->points)
      points.push_back(fmt::format(
          "{} on {}",
          point.error.empty() ? terminal::format_score(point.score.mean, board.metric) : "failed",
          counted(point.rows)));
    block.line(fmt::format("learning curve of {}: {} {} rows", facts.data_curve->name, board.metric,
                           join(points, ", ")));
    block.line(report::data_sentence(*facts.data_curve, board));
  }
  if (facts.published) {
    const auto& p = *facts.published;
    block.line(fmt::format(
        "published: naive {}, good {} ({}, {}): {}", terminal::format_score(p.naive, p.metric),
        terminal::format_score(p.good, p.metric), p.metric, p.protocol, p.verdict));
  }
  return block.text();
}

/// Why there is nothing below improve: an ensemble is made of models that beat naive.
std::string unimproved(const report::Facts& facts) {
  std::set<std::string> better;
  for (const auto& row : facts.leaderboard.rows)
    if (row.beats_naive) better.insert(row.model);
  const std::string naive = facts.leaderboard.naive_name;
  if (better.size() > 1 || naive.empty()) return "no ensemble and no search is asked for";
  return fmt::format("nothing to combine, since {} shown to be better than {}; nothing to tune",
                     better.empty() ? "no model is" : "one model alone is", naive);
}

std::string improve_block(const report::Facts& facts) {
  Block block("improve");
  if (facts.improvements.empty())
    block.line(unimproved(facts) + ": add searches below improve.tune");
  for (const std::string& sentence : facts.improvements) block.line(sentence);
  return block.text();
}

std::string opening_text(const report::Facts& facts) {
  if (facts.test_was_open)
    return facts.test_opened_on.empty() ? "before by this configuration"
                                        : "first on " + facts.test_opened_on;
  if (report::is_partly_seen(facts))
    return fmt::format("({:.0f} % of its rows were shown before)", 100 * facts.test_rows_seen);
  return facts.test_openings <= 1 ? "for the first time"
                                  : fmt::format("(opening {})", facts.test_openings);
}

std::string present_block(const report::Facts& facts, const std::string& folder) {
  Block block("present");
  block.line(fmt::format("{} ({}) refitted", facts.chosen, facts.chosen_reason));
  const auto* row = report::chosen_row(facts);
  if (const std::string& naive = facts.leaderboard.naive_name;
      row && !row->beats_naive && !naive.empty())
    block.line(row->gain && *row->gain < 0 ? naive + " scores better in the evaluation"
                                           : "it is not shown to be better than " + naive);
  const std::string& metric = facts.leaderboard.metric;
  if (facts.test_score)
    block.line(fmt::format(
        "test set of {} opened {}: {} {}{}", counted(facts.test_rows, "row"), opening_text(facts),
        metric, terminal::format_score(*facts.test_score, metric),
        report::in_parentheses(facts.test_interval.low, facts.test_interval.high, metric)));
  else if (facts.test_rows > 0)
    block.line(
        fmt::format("test set of {} stays sealed, since {} opened before; --open-test "
                    "opens it once more",
                    counted(facts.test_rows, "row"),
                    report::is_partly_seen(facts) ? "most of its rows were" : "it was"));
  if (facts.refit_rows > 0)
    block.line(fmt::format(
        "fitted once more on all {} for the model file{}", counted(facts.refit_rows, "row"),
        facts.test_score ? fmt::format("; the score is of the fit on the {} training rows",
                                       counted(facts.training_rows))
                         : ", those of the test set among them"));
  for (const std::string& line : facts.history) block.line(line);
  block.line("report  " + folder + "/report.html");
  block.line("model   " + folder + "/model.safetensors");
  for (const std::string& file : facts.exports) block.line("export  " + folder + "/" + file);
  block.line("digest  " + facts.digest);
  return block.text();
}

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw EnvironmentError::from_errno("stdout", "write the results", errno);
}

void spare_inputs(const std::string& output, const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    std::error_code missing;  // then it is no such file
    if (!output.empty() && std::filesystem::equivalent(output, input, missing))
      throw UserError(ExitCode::usage,
                      fmt::format("'{}' is read here and would be replaced", output),
                      "write to another file");
  }
}

}  // namespace dlflow::cli
