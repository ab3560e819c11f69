#include "pipeline/project/split_options.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "core/base/names.hpp"
#include "core/base/text.hpp"

namespace dlflow::project {
namespace {

using Rule = std::optional<std::string>;

/// The names of the options that are given, of those that exclude each other.
std::vector<std::string> given_of(std::span<const std::pair<const char*, bool>> options) {
  std::vector<std::string> names;
  for (const auto& [name, is_given] : options)
    if (is_given) names.push_back(std::string("'") + name + "'");
  return names;
}

std::vector<std::string> ways_to_seal(const TestOptions& x) {
  const std::array<std::pair<const char*, bool>, 6> ways = {{{"hash", !x.hash.empty()},
                                                             {"column", !x.column.empty()},
                                                             {"group", !x.group.empty()},
                                                             {"rows", !x.rows.empty()},
                                                             {"last", x.last.has_value()},
                                                             {"from_row", x.from_row.has_value()}}};
  return given_of(ways);
}

/// Said at the last of several ways, which are in the order of the table.
Rule one_way_to_seal(const TestOptions& x, const std::string& option) {
  const auto ways = ways_to_seal(x);
  if (ways.size() < 2 || ways.back() != "'" + option + "'") return std::nullopt;
  return "the test set is said in " + std::to_string(ways.size()) + " ways: " + join(ways, ", ") +
         "\nkeep one of them";
}

Rule kind_draws_a_share(const TestOptions& x) {
  const auto ways = ways_to_seal(x);
  const bool draws_groups = x.kind == Draw::group && !x.group.empty();
  if (x.kind == Draw::automatic || ways.empty() || draws_groups) return std::nullopt;
  return "'kind' draws a share of the rows, but " + ways[0] +
         " says which they are\nkeep one of them";
}

/// Of what names the sealed rows, a hash and groups alone leave open how many.
Rule share_is_drawn(const TestOptions& x) {
  const auto ways = ways_to_seal(x);
  if (std::isnan(x.share) || ways.empty() || !x.hash.empty() || !x.group.empty())
    return std::nullopt;
  return "'share' says how many rows are sealed, but " + ways[0] +
         " says which they are\nkeep one of them";
}

Rule value_is_of_a_column(const TestOptions& x) {
  if (!x.value || !x.column.empty()) return std::nullopt;
  return "'value' is the mark of sealed rows in a column, and none is named\nadd 'column: NAME', "
         "or leave value out";
}

/// No rows are sealed by 'test: 0' alone.
Rule counts_from_one(const std::optional<std::int64_t>& x, const char* what) {
  if (!x || *x >= 1) return std::nullopt;
  return "expected " + std::string(what) + " from 1 on, got " + std::to_string(*x) +
         "\nfor no test set write 'test: 0'";
}

Rule gap_comes_last(const TestOptions& x) {
  if (x.gap == 0 || x.last || x.from_row) return std::nullopt;
  if ((x.kind == Draw::automatic || x.kind == Draw::time) && ways_to_seal(x).empty())
    return std::nullopt;
  return "a gap stands before a test part that comes last\nwrite 'last', 'from_row' or 'kind: "
         "time', or leave the gap out";
}

Rule one_way_to_judge(const CrossValidation& x) {
  const std::array<std::pair<const char*, bool>, 5> ways = {{{"validation", x.validation > 0},
                                                             {"time", x.time.has_value()},
                                                             {"column", !x.column.empty()},
                                                             {"file", !x.file.empty()},
                                                             {"folds", x.folds > 0}}};
  auto given = given_of(ways);
  if (given.size() > 1)
    return "models are judged in " + std::to_string(given.size()) + " ways: " + join(given, ", ") +
           "\nkeep one of them";
  return std::nullopt;
}

/// `kind` must agree with the options that imply one.
Rule fitting_kind(const CrossValidation& x) {
  const auto refuse = [&](const char* option, const char* kind) {
    return std::string("'") + option + "' " + "belongs to kind " + kind + ", got kind " +
           std::string(value_name(x.kind)) + "\nleave one of them out";
  };
  const bool is_open = x.kind == Folding::automatic;
  if (x.time && !is_open && x.kind != Folding::time) return refuse("time", "time");
  for (const auto& [option, value] : {std::pair("column", &x.column), std::pair("file", &x.file)})
    if (!value->empty() && !is_open && x.kind != Folding::predefined)
      return refuse(option, "predefined");
  if (x.validation > 0 && !is_open) return refuse("validation", "automatic");
  if (x.kind == Folding::predefined && x.column.empty() && x.file.empty())
    return "predefined folds need the column or the file that names them\nwrite 'column: NAME' or "
           "'file: folds.csv'";
  if (x.kind == Folding::leave_one_out && (x.folds > 0 || x.repeats > 0))
    return "leave_one_out makes a fold of each row; it takes no folds and no repeats";
  return std::nullopt;
}

Rule validation_size(const CrossValidation& x) {
  if (x.validation < 1 || x.validation == std::floor(x.validation)) return std::nullopt;
  return "expected a whole number of rows or a share below 1, got " + shortest(x.validation);
}

}  // namespace

std::span<const std::string_view> names_of(Draw) {
  static constexpr std::array<std::string_view, 5> kNames = {"automatic", "random", "stratified",
                                                             "group", "time"};
  return kNames;
}

std::span<const std::string_view> names_of(Window) {
  static constexpr std::array<std::string_view, 2> kNames = {"expanding", "rolling"};
  return kNames;
}

std::span<const std::string_view> names_of(Folding) {
  static constexpr std::array<std::string_view, 9> kNames = {
      "automatic", "kfold",   "stratified",    "group",     "stratified_group",
      "time",      "shuffle", "leave_one_out", "predefined"};
  return kNames;
}

bool TestOptions::is_given() const { return drawn_share() > 0 || !ways_to_seal(*this).empty(); }

void describe(schema::Object& o, TestOptions& x) {
  o.scalar_form("share");
  o.field("share", x.share,
          "Share of the rows sealed until present; 0 judges by cross-validation alone.")
      .at_least(0)
      .below(1)
      .default_is("0.2");
  o.field("kind", x.kind,
          "How the share is drawn; automatic: by time or group where define names such a column, "
          "else stratified by class.");
  o.field("hash", x.hash, "Column whose values decide the side of a row, stable as rows arrive.");
  o.field("column", x.column, "Column that marks the rows of the test set.");
  o.field("value", x.value, "The mark in that column.").default_is("test");
  o.field("group", x.group, "Column of rows that stay together; a share of the groups is sealed.")
      .default_is("define.group");
  o.field("rows", x.rows, "File of the row numbers of the test set, from 1, one a line.");
  o.field("last", x.last,
          "Number of rows sealed at the end of the table, of times where define.time and "
          "define.group are given.")
      .default_is("by share");
  o.field("from_row", x.from_row, "Number of the first sealed row, from 1.").default_is("by share");
  o.field("gap", x.gap, "Rows left out before a test set that comes last; times, as in last.")
      .at_least(0);
  for (const char* option : {"hash", "column", "group", "rows", "last", "from_row"})
    o.check(option, [&x, option] { return one_way_to_seal(x, option); });
  o.check("last", [&x] { return counts_from_one(x.last, "a number of rows"); });
  o.check("from_row", [&x] { return counts_from_one(x.from_row, "the number of a row"); });
  o.check("share", [&x] { return share_is_drawn(x); });
  o.check("value", [&x] { return value_is_of_a_column(x); });
  o.check("kind", [&x] { return kind_draws_a_share(x); });
  o.check("gap", [&x] { return gap_comes_last(x); });
}

void describe(schema::Object& o, TimeOptions& x) {
  o.field("window", x.window,
          "Whether the training rows grow from cut to cut, or move along with it.");
  o.field("origins", x.origins, "Number of cuts.").at_least(1).at_most(100'000);
  o.field("step", x.step,
          "Rows from one cut to the next, times where define.time and define.group are given; 0: "
          "the horizon.")
      .at_least(0);
  o.field(
       "horizon", x.horizon,
       "Rows (times, as in step) judged after each cut; 0: the step, else all of them / (origins "
       "+ 1).")
      .at_least(0);
  o.field("gap", x.gap, "Rows (times, as in step) left out before each judged part.").at_least(0);
  o.field("training", x.training,
          "Rows (times, as in step) of a rolling window; 0: those before the first cut.")
      .at_least(0);
  o.check("training", [&x]() -> Rule {
    if (x.training == 0 || x.window == Window::rolling) return std::nullopt;
    return "'training' is the size of a rolling window, got window expanding\nwrite 'window: "
           "rolling', or leave training out";
  });
}

void describe(schema::Object& o, CrossValidation& x) {
  o.field("kind", x.kind,
          "How folds are dealt; automatic: by time or group where define names such a column, else "
          "stratified by class.");
  o.field("folds", x.folds, "Folds; 0 follows the preset.").at_least(0).at_most(1000);
  o.field("repeats", x.repeats, "Times the folds are dealt anew; 0 follows the preset.")
      .at_least(0)
      .at_most(1000);
  o.field("share", x.share, "Share of the rows that kind shuffle holds out each time.")
      .above(0)
      .below(1);
  o.field("column", x.column, "Column of kind predefined: each value is a fold.");
  o.field("file", x.file,
          "File of kind predefined: a line for each row of the data, its fold in each repeat, as "
          "3,0,7; nothing or -1: always learnt from.");
  o.field("validation", x.validation,
          "One validation part in place of folds: its rows, or a share below 1.")
      .at_least(0);
  o.field("seeds", x.seeds, "Fits of each model that are judged on the validation part.")
      .between(1, 1000);
  o.field("time", x.time, "A cut line that moves over time, for kind time.");
  o.check("folds", [&x]() -> Rule {
    if (x.folds == 1) return "needs at least 2 folds, got 1";
    return std::nullopt;
  });
  o.check("kind", [&x] { return fitting_kind(x); });
  o.check("validation", [&x] { return validation_size(x); });
  o.check("validation", [&x] { return one_way_to_judge(x); });
}

}  // namespace dlflow::project
