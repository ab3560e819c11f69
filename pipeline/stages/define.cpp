#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/names.hpp"
#include "core/base/text.hpp"
#include "pipeline/catalog/catalog.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/data/profile.hpp"
#include "pipeline/stages/alike_values.hpp"
#include "pipeline/stages/data_paths.hpp"
#include "pipeline/stages/framing.hpp"
#include "pipeline/stages/splitting.hpp"
#include "pipeline/stages/unnamed_time.hpp"
#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {
namespace {

using data::RowIndex;

/// The catalogue's facts of a data set, where the configuration leaves them open.
project::DefineOptions with_catalog(project::DefineOptions options) {
  const auto* entry = catalog::find_dataset(options.data.dataset);
  if (options.data.dataset.empty() || !entry) return options;
  if (options.data.header.names.empty()) options.data.header.names = entry->column_names;
  if (options.target.empty()) options.target = entry->target;
  for (const std::string& name : entry->left_out) {
    const auto is_it = [&](const auto& given) { return given.first == name; };
    if (std::ranges::any_of(options.columns, is_it)) continue;
    data::ColumnOptions ignored;
    ignored.kind = data::ColumnKind::ignore;
    options.columns.emplace_back(name, ignored);
  }
  if (options.positive.empty()) options.positive = entry->positive;
  if (!options.benchmark && entry->benchmark) {
    const auto& b = *entry->benchmark;
    options.benchmark =
        project::Benchmark{b.metric, b.source, b.naive, b.good, b.spread, {b.folds, b.repeats}};
  }
  return options;
}

/// How a file of new rows is to be read to yield the column again.
harness::Framing::Input input_of(const data::Column& column,
                                 const project::DefineOptions& options) {
  harness::Framing::Input input{column.name, column.kind};
  for (const auto& [name, given] : options.columns)
    if (name == column.name) {
      input.from = given.from;
      input.to = given.to;
      input.shape = given.shape;
      input.missing = given.missing;
    }
  return input;
}

bool has_given_kind(const project::DefineOptions& options, const std::string& name) {
  return std::ranges::any_of(
      options.columns, [&](const auto& given) { return given.first == name && given.second.kind; });
}

bool can_be_learnt_from(const data::Column& column) {
  return column.is_number() || column.is_coded() || column.is_image() || column.is_series() ||
         column.is_text() || column.kind == data::ColumnKind::date;
}

/// Texts that differ, none of them a number: names, say.
bool are_short_texts(const data::Column& column) {
  std::set<std::string_view> different;
  for (const std::string& text : column.texts) {
    if (text.empty()) continue;
    if (parse_number(text)) return false;
    different.insert(text);
  }
  return different.size() > 2;
}

/// Where all columns but one play no part, and that one looks like names of the rows, there is
/// nothing else to learn from than its characters and words.
void take_only_text(Framed& framed, const std::vector<Role>& roles,
                    const project::DefineOptions& options) {
  data::Column* only = nullptr;
  for (data::Column& column : framed.read.table.columns) {
    if (column.name == framed.framing.target ||
        std::ranges::find(roles, column.name, &Role::column) != roles.end())
      continue;
    if (can_be_learnt_from(column)) return;
    if (has_given_kind(options, column.name) || !are_short_texts(column)) continue;
    if (only) return;
    only = &column;
  }
  if (!only) return;
  only->kind = data::ColumnKind::text;
  only->reason = "the only column to learn from, and its values differ";
}

/// Of time series, which go on after each cut: whose row it is and the parts of its date are known
/// of rows to come.
bool goes_on(const Framed& framed, const Role& role, const data::Column& column) {
  if (framed.ground.series.empty()) return false;
  return (role.option == "define.group" && column.is_coded()) ||
         (role.option == "define.time" && column.kind == data::ColumnKind::date);
}

/// Of time series, whether the number that is their time is all there is to learn from.
bool is_time_alone(const Framed& framed, const std::vector<Role>& roles, const Role& role) {
  if (framed.ground.series.empty() || role.option != "define.time") return false;
  return std::ranges::none_of(framed.read.table.columns, [&](const data::Column& column) {
    if (column.name == framed.framing.target || !can_be_learnt_from(column)) return false;
    const auto of = std::ranges::find(roles, column.name, &Role::column);
    return of == roles.end() || goes_on(framed, *of, column);
  });
}

void choose_inputs(const Workflow& workflow, Framed& framed, const project::DefineOptions& options,
                   report::Facts& facts) {
  std::vector<std::string> left_out;
  std::string hint = "give the file a column to learn from";
  const auto roles = roles_of(workflow.project());
  framed.framing.all_columns = framed.read.file_columns;
  take_only_text(framed, roles, options);
  for (const data::Column& column : framed.read.table.columns) {
    if (column.name == framed.framing.target) continue;
    if (column.kind == data::ColumnKind::id) framed.framing.ids.push_back(column.name);
    const auto role = std::ranges::find(roles, column.name, &Role::column);
    if (role != roles.end() && !goes_on(framed, *role, column) &&
        !is_time_alone(framed, roles, *role)) {
      left_out.push_back(fmt::format("'{}' is left out: {}", column.name, role->reason));
      facts.notes.push_back(left_out.back());
      if (!column.remedy.empty()) hint = column.remedy;
    } else if (can_be_learnt_from(column)) {
      if (column.is_text() && !has_given_kind(options, column.name))
        facts.notes.push_back(
            fmt::format("'{}' is taken for a text: {}", column.name, column.reason));
      framed.inputs.push_back(column.name);
      framed.framing.inputs.push_back(input_of(column, options));
    } else {
      left_out.push_back(fmt::format("'{}' is left out: {}", column.name, column.reason));
      hint = !column.remedy.empty()
                 ? column.remedy
                 : fmt::format("give a column a kind, such as define.columns.{}.kind: category",
                               column.name);
      facts.notes.push_back(left_out.back());
    }
  }
  if (framed.inputs.empty())
    throw UserError(
        ExitCode::data,
        "no column is left to learn from beside the target '" + framed.framing.target + "'",
        join(left_out, "; ") + "\n  " + hint);
}

/// Throws UserError when the target is no number (configuration), or when the training rows hold
/// what the transform does not take (data).
void choose_target_scale(const Workflow& workflow, Framed& framed) {
  const auto scale = workflow.project().prepare.target_transform;
  framed.ground.target_scale = scale;
  if (scale == views::TargetScale::none) return;
  at_option(workflow, "prepare.target_transform", [&] {
    if (framed.target.classes > 0)
      throw UserError(ExitCode::configuration, "a target of classes cannot be transformed",
                      "leave target_transform out, or write 'task: regression' below define");
    std::vector<double> values;
    for (const RowIndex row : framed.outer.train) values.push_back(framed.target.values[row]);
    views::TargetTransform::fit(scale, values);
  });
}

/// The rows whose target is known; the others are left out, and said.
std::vector<RowIndex> rows_with_target(const data::Table& table, const data::Column& column,
                                       report::Facts& facts) {
  std::vector<RowIndex> rows;
  for (std::size_t i = 0; i < table.rows(); ++i)
    if (!column.is_missing(i)) rows.push_back(static_cast<RowIndex>(i));
  const std::size_t missing = table.rows() - rows.size();
  if (missing > 0)
    facts.notes.push_back(fmt::format("{} without a value of '{}' {} left out",
                                      counted(missing, "row"), column.name,
                                      missing == 1 ? "is" : "are"));
  if (rows.empty())
    throw UserError(ExitCode::data, "the target '" + column.name + "' is missing in every row");
  return rows;
}

/// Everything the folds and their truth depend on, as text.
std::string ground_text(const Workflow& workflow, const Framed& framed) {
  project::Project framing;
  const auto& project = workflow.project();
  framing.seed = project.seed;
  framing.define.data = project.define.data;
  forget_paths(framing.define.data);
  framing.define.columns = project.define.columns;
  framing.define.test = project.define.test;
  framing.define.target = framed.framing.target;
  framing.prepare.target_transform = project.prepare.target_transform;
  framing.define.group = project.define.group;
  framing.define.time = project.define.time;
  framing.define.season = static_cast<std::int64_t>(framed.ground.season);
  framing.define.weight = project.define.weight;
  framing.evaluate.cross_validation = project.evaluate.cross_validation;
  framing.evaluate.cross_validation.folds = project::protocol_of(project.evaluate).folds;
  framing.evaluate.cross_validation.repeats = project::protocol_of(project.evaluate).repeats;
  return framed.test_key + "\n" + framed.read.content_hash + "\n" +
         config::to_yaml(schema::dump(schema::table(framing))) +
         join(framed.framing.classes, "\n") + "\n" +
         std::to_string(static_cast<int>(framed.framing.task)) + harness::instruction_set() +
         (framed.are_classes_swapped ? "\nclasses are dealt in the order of the data" : "") +
         (framed.target.ties.is_empty() ? "" : "\ncuts inside a fit keep to ties") +
         (framed.ground.series.empty() ? "" : "\nseries and dates are inputs, steps are of time") +
         (project.define.time.empty() || project.define.group.empty() ? ""
                                                                      : "\nwindows count times");
}

/// Copies of a row on both sides of a split make scores too good.
void note_duplicates(const Framed& framed, const std::vector<RowIndex>& rows,
                     report::Facts& facts) {
  const std::size_t copies = data::duplicate_rows({&framed.read.table, rows});
  if (copies == 0) return;
  facts.notes.push_back(fmt::format(
      "{} of {} rows {} an earlier one in every column; where copies stand on both sides of a "
      "split, scores look too good",
      counted(copies), counted(rows.size()), copies == 1 ? "equals" : "equal"));
}

void profile_facts(const Framed& framed, report::Facts& facts) {
  for (const auto& profile : data::profile(data::Rows{&framed.read.table, framed.outer.train})) {
    const auto kind = value_name(profile.kind);
    facts.column_facts.push_back(
        {profile.name, std::string(kind), profile.reason, profile.missing, data::summary(profile)});
  }
  facts.class_counts.clear();
  for (std::size_t k = 0; k < framed.framing.classes.size(); ++k) {
    std::size_t count = 0;
    for (const RowIndex row : framed.outer.train)
      count += framed.target.labels[row] == static_cast<std::int32_t>(k);
    facts.class_counts.emplace_back(framed.framing.classes[k], count);
  }
}

/// The hash of the sealed rows, however they were chosen.
std::string sealed_key(const Framed& framed) {
  std::string text = framed.read.content_hash + "\n";
  for (const RowIndex row : framed.outer.held_out) text += std::to_string(row) + " ";
  return files::sha256(text);
}

/// Columns that the configuration speaks of and that are not in the data.
std::vector<Problem> unknown_columns(const Workflow& workflow, const data::ReadResult& read,
                                     const std::string& file) {
  std::vector<std::string> names;
  for (const data::Column& column : read.table.columns) names.push_back(column.name);
  std::vector<Problem> problems;
  std::vector<std::pair<std::string, std::string>> unknown;
  for (const std::string& name : read.unknown_columns)
    unknown.emplace_back(schema::path_join("define.columns", name), name);
  for (const Role& role : roles_of(workflow.project()))
    if (!read.table.find(role.column)) unknown.emplace_back(role.option, role.column);
  for (const auto& [path, name] : unknown) {
    const auto near = nearest(name, names);
    problems.push_back(
        {workflow.place_of(path), path, fmt::format("{} has no column '{}'", file, name),
         near ? "did you mean '" + *near + "'?" : "its columns are: " + join(names, ", ")});
  }
  return problems;
}

/// The target column. Throws UserError (data) with this and every unknown column.
data::Column find_target(const Workflow& workflow, const data::ReadResult& read,
                         const project::DefineOptions& options, report::Facts& facts,
                         const std::string& file) {
  auto problems = unknown_columns(workflow, read, file);
  try {
    data::Column column = target_column(read, options, facts, file);
    if (problems.empty()) return column;
  } catch (const UserError& e) {
    const UserError placed = workflow.at_option(e, "define.target");
    if (problems.empty()) throw placed;
    problems.insert(problems.end(), placed.problems().begin(), placed.problems().end());
  }
  throw UserError(ExitCode::data, std::move(problems));
}

}  // namespace

Framed define(Workflow& workflow) {
  report::Facts& facts = workflow.facts();
  auto options = with_catalog(workflow.project().define);
  data::DataOptions data = workflow.data_options();
  data.header = options.data.header;
  const std::filesystem::path file = data.main_file();
  Framed framed;
  framed.read = at_option(workflow, "define.data", [&] {
    return data::read_data(data, options.columns, workflow.settings().jobs);
  });
  if (options.target.empty()) options.target = framed.read.target;
  facts.data_source = file.filename().string();
  facts.notes = framed.read.notes;
  facts.rows = framed.read.table.rows();
  facts.columns = framed.read.table.columns.size();

  const data::Column column =
      find_target(workflow, framed.read, options, facts, file.filename().string());
  framed.framing.target = column.name;
  framed.framing.weight = options.weight;
  framed.framing.has_header = framed.read.has_header;
  framed.framing.has_plain_quotes = framed.read.has_plain_quotes;
  framed.framing.missing = data.missing;
  framed.framing.dates = framed.read.dates;
  framed.framing.marks = data.marks();
  const auto rows = at_option(workflow, "define.target",
                              [&] { return rows_with_target(framed.read.table, column, facts); });
  at_option(workflow, "define.target", [&] { frame_target(column, options, framed, facts); });
  at_option(workflow, "define.positive", [&] { require_positive(options, framed.framing); });
  framed.rows = rows;
  read_series(workflow.project(), framed, rows, facts);
  if (auto note = shared_times(workflow.project(), framed, rows))
    facts.notes.push_back(std::move(*note));
  if (auto note = unnamed_time(workflow.project(), framed.read.table, rows))
    facts.notes.push_back(std::move(*note));
  framed.metric = framed.ground.metric = at_option(workflow, "define.metric", [&] {
    return metric_of(options, framed.target, !framed.ground.series.empty(), facts);
  });
  choose_inputs(workflow, framed, options, facts);
  std::vector<std::string> learnt = framed.inputs;
  learnt.push_back(column.name);
  for (std::string& note : alike_value_notes(framed.read.table, learnt))
    facts.notes.push_back(std::move(note));
  read_weights(workflow, framed, rows);
  if (!options.weight.empty())
    facts.notes.push_back(fmt::format(
        "rows count by '{}' in fits and scores, and once each in the charts of the report",
        options.weight));
  deal(workflow, framed, rows);
  choose_target_scale(workflow, framed);
  framed.test_key = sealed_key(framed);
  framed.ground.key = facts.folds_key = files::sha256(ground_text(workflow, framed));

  facts.training_rows = framed.outer.train.size();
  facts.test_rows = framed.outer.held_out.size();
  if (options.benchmark) {
    const auto& b = *options.benchmark;
    facts.published = report::PublishedScore{
        b.metric,
        b.source,
        b.protocol.folds == 0 ? std::string(kGivenTest)
                              : fmt::format("{} x {}-fold", b.protocol.repeats, b.protocol.folds),
        b.naive,
        b.good,
        b.spread,
        ""};
  }
  note_duplicates(framed, rows, facts);
  profile_facts(framed, facts);
  return framed;
}

}  // namespace dlflow::stages
