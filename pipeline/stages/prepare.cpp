#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "pipeline/stages/prepared_views.hpp"
#include "pipeline/stages/show_rows.hpp"
#include "pipeline/stages/view_notes.hpp"
#include "pipeline/views/transform.hpp"

namespace dlflow::stages {
namespace {

/// Does `work` for each view; what it refuses is shown at the view's option.
template <class Work>
void for_each_view(Workflow& workflow, const Work& work) {
  for (const auto& [name, options] : workflow.views()) {
    try {
      work(name, options);
    } catch (const UserError& e) {
      throw workflow.at_option(e, schema::path_join("prepare.views", name));
    }
  }
}

void refuse_imbalance_of_numbers(const Framed& framed, const views::ViewOptions& options) {
  if (options.imbalance && framed.target.classes == 0)
    throw UserError(ExitCode::configuration, {{{},
                                               "imbalance",
                                               "needs classes, but the target is a number",
                                               "leave imbalance out of the view"}});
}

/// A long text, cut between two characters.
std::string shown_cell(std::string text) {
  constexpr std::size_t most = 60;
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  text.resize(end);
  return text + "...";
}

std::vector<ShownView::Column> columns_before(const Framed& framed,
                                              const std::vector<data::RowIndex>& rows) {
  std::vector<ShownView::Column> columns;
  for (const std::string& name : framed.inputs) {
    ShownView::Column& column = columns.emplace_back(ShownView::Column{name, {}});
    for (const data::RowIndex row : rows)
      column.values.push_back(shown_cell(framed.read.table.find(name)->text(row)));
  }
  return columns;
}

/// The sparse columns in which some of the rows have a value, up to a few.
void add_sparse(const data::Features& features, std::size_t rows,
                std::vector<ShownView::Column>& columns) {
  constexpr std::size_t kShown = 20;
  std::map<std::uint32_t, std::vector<std::string>> values;
  for (std::size_t row = 0; row < rows; ++row)
    features.sparse.for_each(row, [&](std::uint32_t column, float value) {
      values.try_emplace(column, rows, "0").first->second[row] = fmt::format("{:.4g}", value);
    });
  std::size_t shown = 0;
  for (auto& [column, of_rows] : values)
    if (shown++ < kShown) columns.push_back({features.sparse_names[column], std::move(of_rows)});
  const std::size_t more = features.sparse.columns - std::min(values.size(), kShown);
  columns.push_back({fmt::format("{} more column{}", counted(more), more == 1 ? "" : "s"),
                     std::vector<std::string>(rows, values.size() > kShown ? "..." : "0")});
}

void add_words(const samples::Sequences& words, std::size_t rows,
               std::vector<ShownView::Column>& columns) {
  constexpr std::size_t kShown = 12;
  std::vector<float> codes(words.steps);
  auto& column =
      columns.emplace_back(ShownView::Column{fmt::format("{} codes", counted(words.steps)), {}});
  for (std::size_t row = 0; row < rows; ++row) {
    samples::write_sequence(words, row, codes);
    std::string text;
    for (std::size_t t = 0; t < std::min(kShown, codes.size()); ++t)
      text += fmt::format("{}{:.0f}", t > 0 ? " " : "", codes[t]);
    column.values.push_back(codes.size() > kShown ? text + " ..." : text);
  }
}

std::vector<ShownView::Column> columns_after(const data::Features& features, std::size_t rows) {
  std::vector<ShownView::Column> columns;
  for (std::size_t f = 0; f < features.dense.columns; ++f) {
    auto& column = columns.emplace_back(ShownView::Column{features.dense_names[f], {}});
    for (std::size_t row = 0; row < rows; ++row)
      column.values.push_back(fmt::format("{:.4g}", features.dense(row, f) + 0.0f));
  }
  for (const data::CodeColumn& codes : features.codes) {
    auto& column = columns.emplace_back(ShownView::Column{codes.name, {}});
    for (std::size_t row = 0; row < rows; ++row)
      column.values.push_back(fmt::format("code {}", codes.codes[row]));
  }
  if (features.sparse.columns > 0) add_sparse(features, rows, columns);
  if (features.sequences.codes > 0) add_words(features.sequences, rows, columns);
  return columns;
}

/// Where the first step stands that makes a row unusable when a number is missing in it, from the
/// view's options on; none without such a step.
std::optional<std::string> spreading_step(const views::ViewOptions& options) {
  const auto in = [](const std::vector<schema::Chosen>& steps,
                     const std::string& path) -> std::optional<std::string> {
    for (std::size_t s = 0; s < steps.size(); ++s) {
      const auto* kind = views::find_transform(steps[s].choice->name);
      if (kind && kind->spreads_missing) return fmt::format("{}.{}", path, s);
    }
    return std::nullopt;
  };
  if (auto found = in(options.number, "number")) return found;
  for (const auto& [column, own] : options.columns)
    if (auto found = in(own.steps, schema::path_join("columns", column))) return found;
  return std::nullopt;
}

/// Refuses a view before any fit whose steps, which the training rows suit, would find a number
/// missing in the test rows in the end.
void require_numbers_of_test(const Framed& framed, const views::ViewOptions& options,
                             const views::FittedView& view) {
  const auto step = spreading_step(options);
  if (!step || framed.outer.held_out.empty()) return;
  try {
    view.apply(framed.outer.judged(framed.read.table));
  } catch (const UserError& e) {
    Problem problem = e.problems().front();
    problem.path = *step;
    problem.message += ", of the test set too";
    throw UserError(e.code(), {std::move(problem)});
  }
}

/// Puts what a fitted view learnt and met into the facts.
void tell(Workflow& workflow, const std::string& name, const views::ViewOptions& options,
          const views::FittedView& view, const data::Target& target) {
  require_numbers_of_test(workflow.framed(), options, view);
  report::Facts& facts = workflow.facts();
  std::vector<std::string> sentences;
  for (const auto& learnt : view.learnt())
    sentences.push_back(fmt::format("{}: {}: {}", learnt.column, learnt.step, learnt.sentence));
  if (options.imbalance)
    sentences.push_back(fmt::format(
        "imbalance: {}: {}", options.imbalance.choice->name,
        views::balance_in_words(options.imbalance, target, workflow.framed().framing.classes)));
  facts.views.emplace_back(name, std::move(sentences));
  for (std::string& sentence : idle_steps(workflow, name, options))
    add_once(std::move(sentence), facts.view_notes);
  for (const views::Note& note : view.notes()) add_once(in_words(note), facts.view_notes);
}

void forget_views(report::Facts& facts) {
  facts.views.clear();
  facts.view_notes.clear();
}

/// The view, fitted on all training rows and told of.
void fit_alone(Workflow& workflow, const std::string& name, const views::ViewOptions& options,
               const data::Target& target) {
  Framed& framed = workflow.framed();
  const auto key = harness::view_key(framed.ground, name, framed.outer);
  const auto view = views::fit_view(name, options, framed.outer.training(framed.read.table),
                                    framed.inputs, {&target, key, framed.framing.classes});
  tell(workflow, name, options, *view, target);
}

/// The same with what models see of it.
harness::Preparation fit_and_make(Workflow& workflow, const std::string& name,
                                  const views::ViewOptions& options) {
  Framed& framed = workflow.framed();
  auto made =
      harness::prepare_training(framed.ground, name, options, framed.outer, framed.framing.classes);
  tell(workflow, name, options, *made.view, made.plain.target);
  return made;
}

}  // namespace

void prepare(Workflow& workflow) {
  Framed& framed = workflow.framed();
  forget_views(workflow.facts());
  const data::Target target = framed.target.picked<data::RowIndex>(framed.outer.train);
  for_each_view(workflow, [&](const std::string& name, const views::ViewOptions& options) {
    refuse_imbalance_of_numbers(framed, options);
    // What is done about imbalance may refuse the features themselves.
    if (options.imbalance)
      fit_and_make(workflow, name, options);
    else
      fit_alone(workflow, name, options, target);
  });
}

std::vector<PreparedView> prepared_views(Workflow& workflow) {
  Framed& framed = workflow.framed();
  forget_views(workflow.facts());
  std::vector<PreparedView> all;
  for_each_view(workflow, [&](const std::string& name, const views::ViewOptions& options) {
    refuse_imbalance_of_numbers(framed, options);
    PreparedView& view = all.emplace_back();
    view.name = name;
    try {
      view.made = fit_and_make(workflow, name, options);
    } catch (const UserError& e) {
      // Where the fit itself is refused this throws, as in prepare.
      if (options.imbalance) throw;
      fit_alone(workflow, name, options, framed.target.picked<data::RowIndex>(framed.outer.train));
      view.failed = e.problems().front();
    }
  });
  return all;
}

std::vector<ShownView> show_rows(Workflow& workflow, std::size_t count) {
  Framed& framed = workflow.framed();
  std::vector<data::RowIndex> rows = framed.outer.train;
  rows.resize(std::min(rows.size(), count));
  forget_views(workflow.facts());
  std::vector<ShownView> shown;
  for_each_view(workflow, [&](const std::string& name, const views::ViewOptions& options) {
    refuse_imbalance_of_numbers(framed, options);
    const auto prepared = fit_and_make(workflow, name, options);
    shown.push_back({name, rows, columns_before(framed, rows),
                     columns_after(prepared.plain.features, rows.size())});
  });
  return shown;
}

}  // namespace dlflow::stages
