#include "pipeline/views/view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/views/fitted_view.hpp"
#include "pipeline/views/imbalance.hpp"

namespace dlflow::views {
namespace {

using Steps = std::vector<schema::Chosen>;

/// A chain of a view that is not fitted yet.
struct Plan {
  std::vector<std::size_t> inputs;
  const Steps* steps;
  std::string option;  ///< that holds the steps: "number"
};

const Steps* own_steps(const ViewOptions& options, const std::string& column) {
  for (const auto& [name, own] : options.columns)
    if (name == column) return &own.steps;
  return nullptr;
}

void check_columns(const std::string& view, const ViewOptions& options,
                   const std::vector<Input>& inputs) {
  std::vector<std::string> names;
  for (const Input& input : inputs) names.push_back(input.name);
  for (const auto& [column, steps] : options.columns)
    if (std::find(names.begin(), names.end(), column) == names.end())
      throw UserError(
          ExitCode::configuration,
          {{{},
            schema::path_join("columns", column),
            fmt::format("view '{}': columns: '{}' is no input of a number, category or date kind",
                        view, column),
            suggestion(column, names)}});
}

/// The inputs of a view. A date has no value of its own, so without steps it is left out.
std::vector<Input> inputs_of(const ViewOptions& options, std::vector<Input> all) {
  if (options.date.empty())
    std::erase_if(all, [&](const Input& input) {
      return input.kind == InputKind::date && !own_steps(options, input.name);
    });
  return all;
}

/// The chains in order: numbers, categories, dates, then single columns.
std::vector<Plan> plan_chains(const ViewOptions& options, const std::vector<Input>& inputs) {
  std::vector<Plan> plans = {{{}, &options.number, "number"},
                             {{}, &options.category, "category"},
                             {{}, &options.date, "date"}};
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::size_t group = inputs[i].is_coded() ? 1 : inputs[i].kind == InputKind::date ? 2 : 0;
    if (const Steps* own = own_steps(options, inputs[i].name))
      plans.push_back({{i}, own, schema::path_join("columns", inputs[i].name)});
    else
      plans[group].inputs.push_back(i);
  }
  std::erase_if(plans, [](const Plan& plan) { return plan.inputs.empty(); });
  return plans;
}

/// Refuses columns that the kind of step does not take.
void check_takes(const TransformKind& kind, const Layout& layout, const StepContext& context) {
  const Takes takes = kind.takes;
  if (!layout.sparse.empty())
    context.misplace(layout.sparse[0], "cannot take sparse columns",
                     "give the step before it 'sparse: never', or put it last");
  if (takes != Takes::dates && takes != Takes::all && !layout.dates.empty())
    context.misplace(layout.dates[0], "cannot take dates", "put 'date_parts' before it");
  const bool refuses_codes = takes == Takes::numbers || takes == Takes::dates;
  if (refuses_codes && !layout.codes.empty())
    context.misplace(layout.codes[0].name,
                     fmt::format("needs {}, this column holds categories",
                                 takes == Takes::dates ? "dates" : "numbers"),
                     takes == Takes::dates
                         ? "leave the step out, or give the column the kind 'date'"
                         : "put 'one_hot' before it");
  const bool refuses_numbers = takes == Takes::categories || takes == Takes::dates;
  if (refuses_numbers && !layout.numbers.empty() && layout.codes.empty() && layout.dates.empty())
    context.misplace(layout.numbers[0],
                     fmt::format("needs {}, this column holds numbers",
                                 takes == Takes::dates ? "dates" : "categories"),
                     fmt::format("leave the step out, or give the column the kind '{}'",
                                 takes == Takes::dates ? "date" : "category"));
}

/// A chain fitted on training rows, its end for these rows where a step trains apart, and what the
/// fit met.
struct FittedChain {
  Chain chain;
  std::optional<Block> trained;
  std::vector<Note> notes;
};

/// One note for each column without a value that is not dropped. That of a date stands for those of
/// the columns made from it.
void note_blanks(const std::vector<Input>& inputs, FittedChain& out) {
  if (std::ranges::any_of(out.chain.steps,
                          [](const FittedStep& s) { return s.kind->choice.name == "drop"; }))
    return;
  for (const std::size_t i : out.chain.inputs) {
    const Input& input = inputs[i];
    if (!input.is_blank) continue;
    const bool is_date = input.kind == InputKind::date;
    const bool has_parts = std::ranges::any_of(out.chain.end.numbers, [&](const std::string& name) {
      return name.starts_with(input.name + " ");
    });
    Note note{without_value(input.name), input.is_coded()        ? "every value counts as unknown"
                                         : is_date && !has_parts ? "left out"
                                                                 : "left missing"};
    std::erase_if(out.notes, [&](const Note& of_step) {
      const bool is_own =
          of_step.fact == note.fact ||
          (is_date && of_step.fact.starts_with(fmt::format("column '{} ", input.name)));
      if (is_own) note.deed = of_step.deed;
      return is_own;
    });
    out.notes.push_back(std::move(note));
  }
}

/// The steps of a plan before they are fitted, each with where it is.
struct NewSteps {
  std::vector<FittedStep> steps;
  std::vector<StepContext> contexts;
  bool read_values() const {
    return std::any_of(steps.begin(), steps.end(),
                       [](const FittedStep& step) { return step.transform->reads_values(); });
  }
  /// Whether each number column may pass through all of them before the next one does.
  bool go_by_column() const {
    const auto changes = [](const FittedStep& s) { return s.transform->is_applied_by_column(); };
    return !steps.empty() && steps.back().transform->is_fitted_by_column() &&
           std::all_of(steps.begin(), steps.end() - 1, [&](const FittedStep& step) {
             return step.transform->is_fitted_by_column() && changes(step);
           });
  }
};

NewSteps new_steps(const std::string& view, const Plan& plan, const std::vector<Input>& inputs,
                   const Supervision& supervision, bool is_read_after, std::vector<Note>& notes) {
  NewSteps made;
  for (const schema::Chosen& chosen : *plan.steps) {
    const TransformKind* kind = find_transform(chosen.choice->name);
    DLFLOW_REQUIRE(kind, "a step of a view is a transform");
    const RandomKey key = supervision.key.with(inputs[plan.inputs.front()].name)
                              .with(static_cast<std::uint64_t>(made.steps.size()));
    const bool is_last = made.steps.size() + 1 == plan.steps->size() && !is_read_after;
    made.contexts.push_back({view, chosen.choice->name, supervision.target, key,
                             fmt::format("{}.{}", plan.option, made.steps.size()),
                             supervision.classes, is_last, &notes});
    made.steps.push_back({kind, kind->make(chosen.options.get())});
  }
  return made;
}

/// Fits steps that go by column, on number columns.
void fit_by_column(NewSteps& made, const Plan& plan, const std::vector<Input>& inputs,
                   const data::TrainingRows& rows, Chain& chain) {
  const std::size_t last = made.steps.size() - 1;
  for (std::size_t s = 0; s <= last; ++s)
    check_takes(*made.steps[s].kind, chain.start, made.contexts[s]);
  const std::vector<Piece> pieces = pieces_of(rows.index, kFitPiece);
  for (std::size_t c = 0; c < plan.inputs.size(); ++c) {
    const Input& input = inputs[plan.inputs[c]];
    const Source source(input, *rows.table);
    ColumnValues values = source.numbers(pieces);
    std::vector<double> changed;
    for (std::size_t s = 0; s <= last; ++s) {
      made.steps[s].transform->fit_column(input.name, values, made.contexts[s]);
      if (s == last) break;
      if (s == 0) changed = values.list();
      made.steps[s].transform->apply_column(c, changed, changed);
      values = changed;
    }
  }
  chain.end = made.steps[last].transform->output(chain.start);
  chain.steps = std::move(made.steps);
}

/// Fits one step after the other on all columns.
void fit_by_step(NewSteps& made, const Plan& plan, const std::vector<Input>& inputs,
                 const data::TrainingRows& rows, FittedChain& out) {
  Chain& chain = out.chain;
  const std::vector<Piece> pieces = pieces_of(rows.index, kFitPiece);
  Block block{rows.size(), {}, {}, {}};
  if (made.read_values())
    for (std::size_t i : plan.inputs) Source(inputs[i], *rows.table).gather(pieces, block);
  bool trains_apart = false;
  for (std::size_t s = 0; s < made.steps.size(); ++s) {
    Transform& step = *made.steps[s].transform;
    check_takes(*made.steps[s].kind, chain.end, made.contexts[s]);
    step.fit(chain.end, block, made.contexts[s]);
    trains_apart = trains_apart || step.trains_apart();
    // Nothing follows the last step that would look at its values.
    if (trains_apart || (made.read_values() && s + 1 < made.steps.size()))
      step.apply_to_training(block);
    chain.end = step.output(chain.end);
  }
  chain.steps = std::move(made.steps);
  if (trains_apart) out.trained = std::move(block);
}

FittedChain fit_chain(const std::string& view, const Plan& plan, const std::vector<Input>& inputs,
                      const data::TrainingRows& rows, const Supervision& supervision,
                      bool is_read_after) {
  FittedChain out;
  Chain& chain = out.chain;
  chain.inputs = plan.inputs;
  chain.start = chain.end = layout_of(inputs, plan.inputs);
  NewSteps made = new_steps(view, plan, inputs, supervision, is_read_after, out.notes);
  if (chain.start.codes.empty() && chain.start.dates.empty() && made.go_by_column())
    fit_by_column(made, plan, inputs, rows, chain);
  else
    fit_by_step(made, plan, inputs, rows, out);
  if (!chain.end.dates.empty())
    throw UserError(ExitCode::configuration,
                    {{{},
                      plan.option,
                      fmt::format("view '{}': column '{}' still holds dates after all steps", view,
                                  chain.end.dates[0]),
                      "add 'date_parts' or 'drop' to the column's steps"}});
  note_blanks(inputs, out);
  return out;
}

struct FittedChains {
  std::unique_ptr<ColumnsView> view;
  std::vector<std::optional<Block>> trained;
};

FittedChains fit_chains(const std::string& name, const ViewOptions& options,
                        const data::TrainingRows& rows, const std::vector<std::string>& names,
                        const Supervision& supervision) {
  const std::vector<Input> all = read_inputs(rows, names);
  check_columns(name, options, all);
  std::vector<Input> inputs = inputs_of(options, all);
  std::vector<Chain> chains;
  std::vector<Note> notes;
  FittedChains out;
  for (const Plan& plan : plan_chains(options, inputs)) {
    FittedChain fitted =
        fit_chain(name, plan, inputs, rows, supervision, reads_values(options.imbalance));
    chains.push_back(std::move(fitted.chain));
    out.trained.push_back(std::move(fitted.trained));
    std::ranges::move(fitted.notes, std::back_inserter(notes));
  }
  out.view = std::make_unique<ColumnsView>(
      name, std::move(inputs), std::move(chains), SampleChains::fit(name, options, rows, names),
      texts::TextChains::fit(name, options, rows, names), std::move(notes));
  return out;
}

Steps steps_of(std::initializer_list<std::string_view> names,
               const schema::Choices& family = transform_choices()) {
  Steps steps;
  for (std::string_view name : names) steps.push_back(schema::choose(family, name));
  return steps;
}

}  // namespace

void describe(schema::Object& o, ColumnSteps& x) {
  o.list_form("steps");
  o.list_of("steps", x.steps, transform_choices(), "The steps of this column, in order.");
}

void describe(schema::Object& o, ViewOptions& x) {
  o.list_of("number", x.number, transform_choices(), "The steps of number columns, in order.");
  o.list_of("category", x.category, transform_choices(),
            "The steps of binary, category and ordinal columns, in order.");
  o.list_of("date", x.date, transform_choices(),
            "The steps of date columns, in order; without any they are left out.");
  o.list_of("image", x.image, image_choices(), "The steps of image columns, in order.");
  o.list_of("series", x.series, series_choices(), "The steps of series columns, in order.");
  o.list_of("text", x.text, text_choices(),
            "The steps of text columns, side by side; without any they are left out.");
  o.field("columns", x.columns, "Steps of single columns, in place of those of their kind.");
  o.one_of("imbalance", x.imbalance, imbalance_choices(),
           "What is done about classes of unequal size, on the training rows of this view alone.")
      .default_is("nothing");
}

std::unique_ptr<FittedView> fit_view(const std::string& name, const ViewOptions& options,
                                     const data::TrainingRows& rows,
                                     const std::vector<std::string>& inputs,
                                     const Supervision& supervision) {
  return fit_chains(name, options, rows, inputs, supervision).view;
}

FittedTraining fit_and_apply(const std::string& name, const ViewOptions& options,
                             const data::TrainingRows& rows, const std::vector<std::string>& inputs,
                             const Supervision& supervision) {
  FittedChains fitted = fit_chains(name, options, rows, inputs, supervision);
  data::Features features = fitted.view->apply(rows, fitted.trained);
  return {std::move(fitted.view), std::move(features)};
}

std::string step_versions() {
  std::string text;
  for (const schema::Choices* family : {&transform_choices(), &image_choices(), &series_choices(),
                                        &text_choices(), &imbalance_choices()})
    for (const schema::Choice* step : *family)
      text += step->name + std::to_string(step->version) + " ";
  return text;
}

ViewOptions balanced_view() {
  ViewOptions view;
  // The power transform follows the shape of values only where they are of the size of 1.
  view.number = steps_of({"impute", "minmax", "yeo_johnson", "standardize"});
  view.category = steps_of({"impute", "one_hot"});
  view.date = steps_of({"date_parts", "impute", "standardize"});
  view.imbalance = schema::choose(imbalance_choices(), "class_weights");
  return view;
}

std::vector<std::pair<std::string, ViewOptions>> default_views(
    const data::Table& table, const std::vector<std::string>& inputs) {
  std::vector<std::pair<std::string, ViewOptions>> views;
  const bool has_images = table.has_kind(inputs, data::ColumnKind::image);
  const bool has_samples = has_images || table.has_kind(inputs, data::ColumnKind::series);
  ViewOptions standard;
  standard.number = steps_of({"impute", "standardize"});
  standard.category = steps_of({"impute", "one_hot"});
  standard.date = steps_of({"date_parts", "impute", "standardize"});
  const bool has_texts = table.has_kind(inputs, data::ColumnKind::text);
  if (has_texts) standard.text = steps_of({"tf_idf"}, text_choices());
  if (has_samples) {
    standard.image = steps_of({"scale"}, image_choices());
    standard.series = steps_of({"standardize"}, series_choices());
    ViewOptions flat = standard;
    flat.image.push_back(schema::choose(image_choices(), "flatten"));
    flat.series.push_back(schema::choose(series_choices(), "flatten"));
    views.emplace_back("flat", flat);
    views.emplace_back(has_images ? "image" : "series", standard);
    return views;
  }
  if (has_texts) {
    views.emplace_back("words", standard);
    standard.text = steps_of({"sequence"}, text_choices());
    views.emplace_back("sequence", standard);
    return views;
  }
  views.emplace_back("standard", standard);
  const auto is_coded = [&](const std::string& name) {
    const data::Column* column = table.find(name);
    return column && column->is_coded();
  };
  if (std::none_of(inputs.begin(), inputs.end(), is_coded)) return views;
  // The scale is nothing to trees and all to networks, which take the codes as embeddings.
  ViewOptions& codes = views.emplace_back("codes", standard).second;
  codes.category = steps_of({"ordinal"});
  return views;
}

}  // namespace dlflow::views
