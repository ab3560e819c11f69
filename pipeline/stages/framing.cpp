#include "pipeline/stages/framing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/text.hpp"
#include "pipeline/harness/task_metrics.hpp"

namespace dlflow::stages {
namespace {

using data::Task;

constexpr std::size_t kMostClassesOfNumbers = 20;

/// What to do about a column that is not there.
std::string other_columns(const std::string& wanted, const std::vector<std::string>& names) {
  if (names.size() == 1 && names[0].find_first_of(" \t") != std::string::npos)
    return fmt::format(
        "its only column is '{}'; where white space stands between the cells, write 'data: {{file: "
        "..., separator: space}}' below define",
        excerpt(names[0]));
  const auto near = nearest(wanted, names);
  return near ? "did you mean '" + *near + "'?" : "its columns are: " + join(names, ", ");
}

std::size_t column_index(const data::ReadResult& read, const std::string& target,
                         const std::string& file) {
  const auto& columns = read.table.columns;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name == target) return i;
    names.push_back(columns[i].name);
  }
  const auto number = parse_integer(target);
  const auto count = static_cast<long long>(columns.size());
  if (number && !read.has_header && *number >= -count && *number < count)
    return static_cast<std::size_t>(*number < 0 ? *number + count : *number);
  if (target.empty())
    throw UserError(ExitCode::configuration, "no target is given",
                    "write 'target: NAME' below define, or --target NAME; " + file +
                        " has the columns " + join(names, ", "));
  throw UserError(ExitCode::data, fmt::format("{} has no column '{}'", file, excerpt(target)),
                  other_columns(target, names));
}

/// The different whole values of a number column, empty when one is not whole or there are many.
std::set<double> few_whole_values(const data::Column& column) {
  std::set<double> values;
  for (std::size_t i = 0; i < column.size(); ++i) {
    if (column.is_missing(i)) continue;
    if (column.numbers[i] != std::floor(column.numbers[i])) return {};
    values.insert(column.numbers[i]);
    if (values.size() > kMostClassesOfNumbers) return {};
  }
  return values;
}

/// Texts that nearly all differ are no classes to learn.
void require_classes(const data::Column& column, std::size_t classes) {
  constexpr std::size_t kFewRows = 20;
  std::size_t rows = 0;
  for (std::size_t i = 0; i < column.size(); ++i) rows += !column.is_missing(i);
  if (rows < kFewRows || classes * 2 <= rows) return;
  throw UserError(ExitCode::data,
                  fmt::format("the target '{}' has {} different texts in {} rows, too many to be "
                              "classes",
                              column.name, counted(classes), counted(rows)),
                  !column.remedy.empty() ? column.remedy
                                         : "name another target; where they are classes, write "
                                           "'task: multiclass' below define");
}

Task infer_task(const data::Column& column, std::string& reason) {
  if (!column.is_number()) {
    const auto classes = data::as_category(column).labels.size();
    require_classes(column, classes);
    reason = fmt::format("text with {} values", classes);
    return classes == 2 ? Task::binary : Task::multiclass;
  }
  const auto values = few_whole_values(column);
  const bool are_classes =
      values.size() == 2 || (!values.empty() && column.size() >= 10 * values.size());
  reason = are_classes ? fmt::format("{} whole numbers", values.size()) : "number";
  return !are_classes ? Task::regression : values.size() <= 2 ? Task::binary : Task::multiclass;
}

/// A regression needs a number in every row; one sentence says it, not one for each row.
void require_numbers(const data::Column& column) {
  if (column.is_number()) return;
  std::size_t count = 0, first = 0;
  for (std::size_t i = column.size(); i-- > 0;)
    if (!column.is_missing(i) && !parse_number(column.text(i))) {
      ++count;
      first = i;
    }
  if (count == 0) return;
  throw UserError(ExitCode::data,
                  fmt::format("a regression needs numbers, but {} of the {} values of '{}' are "
                              "text; the first is '{}' in row {}",
                              count, column.size(), column.name, column.text(first), first + 1),
                  "name a number column as the target, or leave 'task' out to predict classes");
}

}  // namespace

data::Column target_column(const data::ReadResult& read, const project::DefineOptions& options,
                           report::Facts& facts, const std::string& file) {
  const std::size_t index = column_index(read, options.target, file);
  const data::Column& column = read.table.columns[index];
  std::string reason = "given in the configuration";
  const Task task = options.task ? *options.task : infer_task(column, reason);
  facts.task = std::string(data::names_of(task)[static_cast<std::size_t>(task)]);
  facts.target = column.name;
  if (!options.task)
    facts.notes.push_back(
        fmt::format("target {}: {}, so this is {}", column.name, reason, facts.task));
  if (task != Task::regression) return data::as_category(column);
  require_numbers(column);
  return data::as_number(column);
}

void frame_target(const data::Column& column, const project::DefineOptions& options, Framed& framed,
                  report::Facts& facts) {
  data::Target& target = framed.target;
  harness::Framing& framing = framed.framing;
  if (facts.task == "regression") {
    target.task = framing.task = Task::regression;
    for (std::size_t i = 0; i < column.size(); ++i) target.values.push_back(column.numbers[i]);
    return;
  }
  framing.classes = column.labels;
  if (framing.classes.size() < 2)
    throw UserError(
        ExitCode::data,
        fmt::format("the target '{}' has one class only: '{}'", column.name, column.labels.front()),
        "a classification needs two; check the target or the rows");
  const bool is_binary = facts.task == "binary";
  if (is_binary && framing.classes.size() != 2)
    throw UserError(ExitCode::data,
                    fmt::format("the task is binary, but the target '{}' has {} classes",
                                column.name, framing.classes.size()),
                    "write 'task: multiclass', or leave task out");
  const bool swap = is_binary && options.positive == framing.classes.front();
  framed.are_classes_swapped = swap;
  if (swap) std::swap(framing.classes[0], framing.classes[1]);
  target.task = framing.task = is_binary ? Task::binary : Task::multiclass;
  target.classes = static_cast<int>(framing.classes.size());
  for (std::size_t i = 0; i < column.size(); ++i) {
    const std::int32_t code = column.codes[i];
    target.labels.push_back(swap && code >= 0 ? 1 - code : code);
  }
  if (is_binary) facts.positive = framing.classes[1];
}

void require_positive(const project::DefineOptions& options, const harness::Framing& framing) {
  if (options.positive.empty()) return;
  if (framing.classes.size() != 2)
    throw UserError(ExitCode::configuration,
                    framing.classes.empty()
                        ? fmt::format("the target '{}' is a number, of which no class is positive",
                                      framing.target)
                        : fmt::format("the target '{}' has {} classes, and one is positive of two "
                                      "alone",
                                      framing.target, framing.classes.size()),
                    "leave 'positive' out");
  if (std::ranges::find(framing.classes, options.positive) != framing.classes.end()) return;
  throw UserError(
      ExitCode::data,
      fmt::format("the target '{}' has no class '{}'", framing.target, options.positive),
      suggestion(options.positive, framing.classes));
}

const metrics::MetricKind* metric_of(const project::DefineOptions& options,
                                     const data::Target& target, bool is_of_series,
                                     report::Facts& facts) {
  const std::string name = !options.metric.empty()           ? options.metric
                           : options.benchmark               ? options.benchmark->metric
                           : target.task == Task::regression ? "rmse"
                                                             : "accuracy";
  const auto* metric = metrics::find_metric(name);
  DLFLOW_REQUIRE(metric != nullptr, "the metric was checked with the configuration");
  const auto refuse = [](const std::string& message, const std::string& hint) {
    throw UserError(ExitCode::configuration, message, hint);
  };
  std::vector<std::string> names;
  for (const auto* kind : harness::metrics_of(target, is_of_series)) names.push_back(kind->name);
  if (!harness::suits(*metric, target.task, true))
    refuse(fmt::format("metric {} does not suit a {} task", name, facts.task),
           "one of: " + join(names, ", "));
  if (metric->needs_series && !is_of_series)
    refuse(fmt::format("metric {} does not suit a table: it is scaled by the naive error of a time "
                       "series, and define.time names no time",
                       name),
           "write 'time: NAME' below define, or use one of: " + join(names, ", "));
  if (metric->least_classes > target.classes)
    refuse(fmt::format("metric {} is 1 whatever is predicted, since there are {} classes", name,
                       target.classes),
           fmt::format("k must be below the number of classes: {} at most", target.classes - 1));
  facts.leaderboard.metric = name;
  facts.leaderboard.greater_is_better = metric->greater_is_better;
  return metric;
}

}  // namespace dlflow::stages
