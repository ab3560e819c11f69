#include "pipeline/views/view.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/views/fitted_view.hpp"

namespace dlflow::views {
namespace {

using Steps = std::vector<schema::Chosen>;

/// The chains of a view, not yet fitted: numbers, categories, then single columns.
struct Plan {
  std::vector<std::size_t> inputs;
  const Steps* steps;
};

std::vector<Plan> plan_chains(const std::string& view, const ViewOptions& options,
                              const std::vector<Input>& inputs) {
  for (const auto& [column, steps] : options.columns) {
    std::vector<std::string> names;
    for (const Input& input : inputs) names.push_back(input.name);
    if (std::find(names.begin(), names.end(), column) == names.end())
      throw UserError(
          ExitCode::data,
          fmt::format("view '{}': columns: '{}' is no input of a number or category kind", view,
                      column),
          suggestion(column, names));
  }
  Plan numbers{{}, &options.number}, categories{{}, &options.category};
  std::vector<Plan> single;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Steps* own = nullptr;
    for (const auto& [column, steps] : options.columns)
      if (column == inputs[i].name) own = &steps.steps;
    if (own)
      single.push_back({{i}, own});
    else
      (inputs[i].is_number ? numbers : categories).inputs.push_back(i);
  }
  std::vector<Plan> plans;
  if (!numbers.inputs.empty()) plans.push_back(std::move(numbers));
  if (!categories.inputs.empty()) plans.push_back(std::move(categories));
  plans.insert(plans.end(), single.begin(), single.end());
  return plans;
}

/// Refuses columns that the kind of step does not take.
void check_takes(const TransformKind& kind, const Layout& layout, const StepPlace& place) {
  if (kind.takes == Takes::numbers && !layout.codes.empty())
    place.refuse(layout.codes[0].name, "needs numbers, this column holds categories",
                 "put 'one_hot' before it");
  if (kind.takes == Takes::categories && layout.codes.empty() && !layout.numbers.empty())
    place.refuse(layout.numbers[0], "needs categories, this column holds numbers",
                 "leave the step out, or give the column the kind 'category'");
}

Chain fit_chain(const std::string& view, const Plan& plan, const std::vector<Input>& inputs,
                const data::TrainingRows& rows) {
  Chain chain;
  chain.inputs = plan.inputs;
  chain.start = chain.end = layout_of(inputs, plan.inputs);
  Block block{rows.size(), {}, {}};
  for (std::size_t i : plan.inputs) Source(inputs[i], *rows.table).gather(rows.index, block);
  for (const schema::Chosen& chosen : *plan.steps) {
    const TransformKind* kind = find_transform(chosen.choice->name);
    DLFLOW_REQUIRE(kind, "a step of a view is a transform");
    const StepPlace place{view, chosen.choice->name};
    check_takes(*kind, chain.end, place);
    FittedStep step{kind, kind->make(chosen.options.get())};
    step.transform->fit(chain.end, block, place);
    // Nothing follows the last step that would look at its values.
    if (&chosen != &plan.steps->back()) step.transform->apply(block);
    chain.end = step.transform->output(chain.end);
    chain.steps.push_back(std::move(step));
  }
  return chain;
}

Steps steps_of(std::initializer_list<std::string_view> names,
               const schema::Choices& family = transform_choices()) {
  Steps steps;
  for (std::string_view name : names) steps.push_back(schema::choose(family, name));
  return steps;
}

bool has_kind(const data::Table& table, const std::vector<std::string>& inputs,
              data::ColumnKind kind) {
  return std::any_of(inputs.begin(), inputs.end(), [&](const std::string& name) {
    const data::Column* column = table.find(name);
    return column && column->kind == kind;
  });
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
  o.list_of("image", x.image, image_choices(), "The steps of image columns, in order.");
  o.list_of("series", x.series, series_choices(), "The steps of series columns, in order.");
  o.field("columns", x.columns, "Steps of single columns, in place of those of their kind.");
}

std::unique_ptr<FittedView> fit_view(const std::string& name, const ViewOptions& options,
                                     const data::TrainingRows& rows,
                                     const std::vector<std::string>& inputs) {
  std::vector<Input> read = read_inputs(rows, inputs);
  std::vector<Chain> chains;
  for (const Plan& plan : plan_chains(name, options, read))
    chains.push_back(fit_chain(name, plan, read, rows));
  return std::make_unique<ColumnsView>(name, std::move(read), std::move(chains),
                                       SampleChains::fit(name, options, rows, inputs));
}

std::string step_versions() {
  std::string text;
  for (const schema::Choices* family : {&transform_choices(), &image_choices(), &series_choices()})
    for (const schema::Choice* step : *family)
      text += step->name + std::to_string(step->version) + " ";
  return text;
}

std::vector<std::pair<std::string, ViewOptions>> default_views(
    const data::Table& table, const std::vector<std::string>& inputs) {
  std::vector<std::pair<std::string, ViewOptions>> views;
  const bool has_images = has_kind(table, inputs, data::ColumnKind::image);
  if (has_images || has_kind(table, inputs, data::ColumnKind::series)) {
    ViewOptions flat{steps_of({"impute", "standardize"}),
                     steps_of({"impute", "one_hot"}),
                     {},
                     steps_of({"scale"}, image_choices()),
                     steps_of({"standardize"}, series_choices())};
    const ViewOptions whole = flat;
    flat.image.push_back(schema::choose(image_choices(), "flatten"));
    flat.series.push_back(schema::choose(series_choices(), "flatten"));
    views.emplace_back("flat", flat);
    views.emplace_back(has_images ? "image" : "series", whole);
    return views;
  }
  views.emplace_back(
      "standard",
      ViewOptions{
          steps_of({"impute", "standardize"}), steps_of({"impute", "one_hot"}), {}, {}, {}});
  for (const std::string& name : inputs) {
    const data::Column* column = table.find(name);
    if (!column || !column->is_coded()) continue;
    views.emplace_back("codes",
                       ViewOptions{steps_of({"impute"}), steps_of({"ordinal"}), {}, {}, {}});
    break;
  }
  return views;
}

}  // namespace dlflow::views
