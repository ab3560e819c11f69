#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pipeline/config/yaml.hpp"
#include "pipeline/data/splits.hpp"
#include "pipeline/ensembles/ensemble.hpp"
#include "pipeline/harness/predictor.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/views/samples/sample_step.hpp"
#include "pipeline/views/transform.hpp"

/// Models of every kind behind views of every kind, fitted on made-up rows, to be asked elsewhere.
namespace dlflow::test {

/// Rows of all kinds of columns, with values missing, and what is to be predicted.
struct Rows {
  data::Table table;
  std::vector<std::string> inputs;
  std::vector<double> truth;
};

struct RowFacts {
  std::size_t count = 300;
  std::uint64_t seed = 1;
  bool is_new = false;       ///< holds values that training rows do not
  bool has_samples = false;  ///< an image and a series instead of the other columns
};

inline data::Column number_column(const std::string& name) {
  data::Column column;
  column.name = name;
  return column;
}

inline data::Column text_column(const std::string& name, std::vector<std::string> labels,
                                data::ColumnKind kind = data::ColumnKind::category) {
  data::Column column;
  column.name = name;
  column.kind = kind;
  column.labels = std::move(labels);
  return column;
}

inline Rows sample_rows(const RowFacts& facts) {
  auto images = std::make_shared<samples::ImageBlock>();
  images->height = images->width = 8;
  images->channels = 3;
  auto series = std::make_shared<samples::SequenceBlock>();
  series->channels = 2;
  Rows rows;
  for (std::size_t n = 0; n < facts.count; ++n) {
    RandomStream random(RandomKey(facts.seed).with("samples").with(n));
    const double level = random.normal();
    for (int i = 0; i < 8 * 8 * 3; ++i)
      images->bytes.push_back(static_cast<std::uint8_t>(
          std::clamp(120 + 30 * level * (i % 8 < 4) + 40 * random.normal(), 0.0, 255.0)));
    const std::size_t length = 3 + random.below(10);
    for (std::size_t i = 0; i < length * 2; ++i)
      series->values.push_back(random.uniform() < 0.03
                                   ? std::nanf("")
                                   : static_cast<float>(random.normal() + level * (i % 2 == 0)));
    series->offsets.push_back(series->offsets.back() + length);
    rows.truth.push_back(level + 0.3 * random.normal());
  }
  data::Column image, sequence;
  image.name = "picture";
  image.kind = data::ColumnKind::image;
  image.images = std::move(images);
  sequence.name = "curve";
  sequence.kind = data::ColumnKind::series;
  sequence.series = std::move(series);
  rows.table.columns.push_back(std::move(image));
  rows.table.columns.push_back(std::move(sequence));
  return rows;
}

inline Rows table_rows(const RowFacts& facts) {
  std::vector<data::Column> columns;
  for (const char* name : {"age", "income", "visits", "change"})
    columns.push_back(number_column(name));
  columns.push_back(text_column("colour", {"blue", "green", "red", "white"}));
  columns.push_back(text_column("town", {"a", "b", "c", "d", "e", "f", "g", "h", "i"}));
  columns.push_back(text_column("member", {"no", "yes"}, data::ColumnKind::binary));
  columns.emplace_back();
  columns.back().name = "day";
  columns.back().kind = data::ColumnKind::date;
  Rows rows;
  for (std::size_t n = 0; n < facts.count; ++n) {
    RandomStream random(RandomKey(facts.seed).with("table").with(n));
    const auto missing = [&] { return random.uniform() < 0.06; };
    const double age = 40 + 12 * random.normal(), income = std::exp(7 + random.normal());
    const double visits = std::floor(8 * random.uniform()), change = 2 * random.normal();
    const auto colour = static_cast<std::int32_t>(random.below(facts.is_new ? 4 : 3));
    const auto label = static_cast<std::int32_t>(random.below(facts.is_new ? 9 : 7));
    const auto member = static_cast<std::int32_t>(random.below(2));
    std::size_t c = 0;
    for (const double number : {age, income, visits, change})
      columns[c++].numbers.push_back(missing() ? std::nan("") : number);
    columns[4].codes.push_back(missing() ? -1 : colour);
    columns[5].codes.push_back(missing() ? -1 : label);
    columns[6].codes.push_back(member);
    columns[7].texts.push_back("20" + std::to_string(10 + random.below(15)) + "-0" +
                               std::to_string(1 + random.below(9)) + "-" +
                               std::to_string(10 + random.below(19)) + " 1" +
                               std::to_string(random.below(10)) + ":30");
    rows.truth.push_back((age - 40) / 12 + 0.5 * change + 0.4 * colour - 0.3 * label / 3 +
                         0.5 * member + 0.4 * random.normal());
  }
  rows.table.columns = std::move(columns);
  return rows;
}

inline Rows made_rows(const RowFacts& facts) {
  Rows rows = facts.has_samples ? sample_rows(facts) : table_rows(facts);
  for (const data::Column& column : rows.table.columns) rows.inputs.push_back(column.name);
  return rows;
}

inline const std::vector<std::string>& class_names(data::Task task) {
  static const std::vector<std::string> kTwo = {"no", "yes"}, kThree = {"low", "middle", "high"},
                                        kNone;
  return task == data::Task::binary ? kTwo : task == data::Task::multiclass ? kThree : kNone;
}

inline data::Target target_of(const Rows& rows, data::Task task) {
  data::Target target;
  target.task = task;
  target.classes = static_cast<int>(class_names(task).size());
  for (const double value : rows.truth)
    if (task == data::Task::regression)
      target.values.push_back(3 + std::exp(value / 3));
    else if (task == data::Task::binary)
      target.labels.push_back(value > 0.2);
    else
      target.labels.push_back(value < -0.3 ? 0 : value < 0.7 ? 1 : 2);
  return target;
}

/// One member of a model.
struct Recipe {
  std::string view;  ///< as a configuration writes it
  std::string kind, options = "{}";
};

struct Case {
  std::string name;
  data::Task task = data::Task::binary;
  std::vector<Recipe> members;
  std::string ensemble = "";
  views::TargetScale scale = views::TargetScale::none;
  bool has_samples = false;
};

inline schema::Node yaml(const std::string& text) { return config::parse_yaml(text, "a test"); }

inline views::ViewOptions view_of(const std::string& text) {
  views::ViewOptions options;
  auto table = schema::table(options);
  std::vector<Problem> problems;
  schema::load(yaml(text), table, problems);
  if (!problems.empty()) throw UserError(ExitCode::configuration, problems);
  return options;
}

inline harness::Predictor::Member fitted(const Case& one, const Recipe& recipe, const Rows& rows) {
  data::Fold fold;
  for (std::size_t n = 0; n < rows.truth.size(); ++n)
    fold.train.push_back(static_cast<data::RowIndex>(n));
  const data::Target truth = target_of(rows, one.task);
  auto prepared = views::fit_and_apply("standard", view_of(recipe.view), fold.training(rows.table),
                                       rows.inputs, {&truth, RandomKey(11)});
  const schema::Choice* choice = schema::find_choice(models::model_choices(), recipe.kind);
  DLFLOW_REQUIRE(choice, "no kind " + recipe.kind);
  std::vector<Problem> problems;
  const auto chosen = schema::load_options(*choice, yaml(recipe.options), problems, recipe.kind);
  if (!problems.empty()) throw UserError(ExitCode::configuration, problems);
  harness::Predictor::Member member;
  member.kind = recipe.kind;
  member.options = recipe.options;
  member.problem = models::problem_of(truth, prepared.features);
  data::Target learnt = truth;
  if (one.scale != views::TargetScale::none) {
    member.target = views::TargetTransform::fit(one.scale, truth.values);
    member.target.apply(learnt.values);
  }
  models::FitContext context;
  context.key = RandomKey(12).with(recipe.kind);
  context.model_name = recipe.kind;
  member.model = models::kind_of(*choice).make(chosen.options.get(), member.problem);
  member.model->fit(prepared.features, learnt, context);
  member.view = std::move(prepared.view);
  return member;
}

inline harness::Predictor made(const Case& one, const Rows& rows) {
  harness::Predictor out;
  out.title = one.name;
  out.framing.task = one.task;
  out.framing.target = "truth";
  out.framing.classes = class_names(one.task);
  out.ensemble = one.ensemble;
  for (const Recipe& recipe : one.members) {
    out.members.push_back(fitted(one, recipe, rows));
    out.members.back().weight = 1.0 / static_cast<double>(one.members.size());
  }
  return out;
}

inline const std::string kStandard =
    "{number: [impute, standardize], category: [impute, one_hot], date: [drop]}";
inline const std::string kCodes =
    "{number: [impute, standardize], category: [impute, ordinal], date: [drop]}";

/// Steps of every kind and of their options that matter.
inline std::vector<Case> view_cases() {
  std::vector<Case> all;
  const auto add = [&](const std::string& name, const std::string& view, data::Task task) {
    const bool is_regression = task == data::Task::regression;
    all.push_back({name, task, {{view, is_regression ? "ridge" : "logistic_regression"}}});
  };
  std::vector<std::pair<std::string, std::string>> numbers = {
      {"impute_constant", "{impute: {strategy: constant, value: 7}}"},
      {"impute_mean", "{impute: {strategy: mean, indicator: true}}"},
      {"impute_forward", "{impute: forward}"},
      {"impute_knn", "{impute: {strategy: knn, neighbors: 3}}"},
      {"quantile_uniform", "impute, {quantile: {output: uniform, quantiles: 50}}"},
      {"quantile_normal", "impute, {quantile: {output: normal}}"},
      {"clip_quantile", "impute, {clip: {by: quantile}}"},
      {"clip_iqr", "{clip: iqr}, impute"},
      {"bins_ordinal", "{bins: {count: 4, output: ordinal}}, impute"},
      {"bins_missing", "{bins: {count: 6, edges: kmeans}}"},
      {"yeo_johnson_plain", "impute, {yeo_johnson: {standardize: false}}"},
      {"select_variance", "impute, {select: {by: variance, limit: 5}}"},
  };
  for (const views::TransformKind& kind : views::transform_kinds())
    if (kind.takes == views::Takes::numbers)
      numbers.emplace_back(kind.choice.name,
                           "impute, {" + kind.choice.name + ": " + kind.choice.example + "}");
  for (const auto& [name, steps] : numbers)
    add("numbers: " + name,
        "{number: [" + steps +
            ", standardize], category: [impute, one_hot], date: [drop], columns: {" +
            (name == "log1p" ? "change: [impute]" : "visits: [impute, minmax]") + "}}",
        name.size() % 2 ? data::Task::binary : data::Task::regression);
  const std::vector<std::pair<std::string, std::string>> categories = {
      {"one_hot", "one_hot"},
      {"one_hot_rare", "{one_hot: {rare: 0.16, unknown: rare}}"},
      {"one_hot_unknown", "{one_hot: {unknown: own}}"},
      {"impute", "{impute: {strategy: constant, value: none, indicator: true}}, one_hot"},
      {"hashing", "{hashing: {columns: 6}}"},
      {"target_encode", "target_encode"},
      {"drop", "drop"},
  };
  for (const auto& [name, steps] : categories)
    for (const data::Task task : {data::Task::binary, data::Task::multiclass})
      add("categories: " + name + (task == data::Task::binary ? "" : ", 3 classes"),
          "{number: [impute, standardize], category: [" + steps + "], date: [drop]}", task);
  for (const char* options : {"{}", "{cyclic: false}", "{parts: [days, weekday]}"})
    add(std::string("dates: date_parts ") + options,
        std::string(
            "{number: [impute, standardize], category: [impute, one_hot], date: [{date_parts: ") +
            options + "}, standardize]}",
        data::Task::regression);
  return all;
}

/// Every kind of model on every task that it suits.
inline std::vector<Case> model_cases() {
  std::vector<Case> all;
  for (const models::ModelKind& kind : models::model_kinds()) {
    std::string options = kind.choice.example.empty() ? "{}" : kind.choice.example;
    if (kind.choice.name == "mlp") options = "{hidden: [12, 6], train: {epochs: 6}}";
    if (kind.choice.name == "network")
      options =
          "{layers: [{dense: {units: 9, activation: gelu}}, batch_normalization, dropout], train: "
          "{epochs: 6}}";
    // What draws by the bits of its input has no graph.
    if (kind.choice.name.ends_with("_guess")) continue;  // they draw
    for (const data::Task task :
         {data::Task::binary, data::Task::multiclass, data::Task::regression}) {
      models::Problem problem{task, static_cast<int>(class_names(task).size()), 300, 12, 0};
      const auto chosen = schema::load_options(kind.choice, yaml(options),
                                               *std::make_unique<std::vector<Problem>>(), "");
      if (!kind.unsuited(chosen.options.get(), problem).empty()) continue;
      const std::string task_name(data::names_of(task)[static_cast<std::size_t>(task)]);
      all.push_back({"model: " + kind.choice.name + ", " + task_name,
                     task,
                     {{kStandard, kind.choice.name, options}}});
    }
  }
  for (const char* kernel : {"linear", "poly"})
    all.push_back({std::string("model: svm, ") + kernel,
                   data::Task::multiclass,
                   {{kStandard, "svm", std::string("{kernel: ") + kernel + "}"}}});
  all.push_back({"model: knn, uniform", data::Task::regression, {{kStandard, "knn", "{k: 7}"}}});
  for (const char* kind : {"xgboost", "random_forest", "decision_tree", "mlp"})
    all.push_back({std::string("codes: ") + kind,
                   data::Task::multiclass,
                   {{kCodes, kind,
                     kind == std::string("mlp") ? "{hidden: [8], train: {epochs: 4}}" : "{}"}}});
  all.push_back({"codes and dates: xgboost",
                 data::Task::binary,
                 {{"{number: [impute], category: [ordinal], date: [date_parts]}", "xgboost",
                   "{rounds: 15}"}}});
  const std::string sparse =
      "{number: [impute, standardize], category: [impute, {one_hot: {sparse: always}}], date: "
      "[drop]}";
  for (const auto& [kind, options] : {std::pair{"xgboost", "{rounds: 15}"},
                                      {"logistic_regression", "{}"},
                                      {"naive_bayes", "{}"},
                                      {"decision_tree", "{}"},
                                      {"mlp", "{hidden: [8], train: {epochs: 4}}"}})
    all.push_back({std::string("sparse columns: ") + kind,
                   data::Task::multiclass,
                   {{sparse, kind, options}}});
  all.push_back({"sparse columns alone: xgboost",
                 data::Task::regression,
                 {{"{number: [drop], category: [{hashing: {columns: 9, sparse: always}}], date: "
                   "[drop]}",
                   "xgboost", "{rounds: 15}"}}});
  all.push_back(
      {"missing values: xgboost",
       data::Task::multiclass,
       {{"{number: [], category: [ordinal], date: [date_parts]}", "xgboost", "{rounds: 15}"}}});
  for (const char* kind : {"decision_tree", "random_forest", "extra_trees"})
    all.push_back({std::string("missing values: ") + kind,
                   data::Task::multiclass,
                   {{"{number: [], category: [ordinal], date: [date_parts]}", kind,
                     std::string(kind) == "decision_tree" ? "{}" : "{trees: 15}"}}});
  return all;
}

inline std::vector<Case> combined_cases() {
  const Recipe linear{kStandard, "logistic_regression"},
      forest{kCodes, "random_forest", "{trees: 20}"}, boosted{kCodes, "xgboost", "{rounds: 10}"};
  std::vector<Case> all;
  for (const ensembles::EnsembleKind& kind : ensembles::ensemble_kinds())
    all.push_back({"ensemble: " + kind.choice.name,
                   data::Task::multiclass,
                   {linear, forest, boosted},
                   kind.choice.name});
  const auto scales = views::names_of(views::TargetScale{});
  for (std::size_t i = 0; i < scales.size(); ++i)
    all.push_back({"target: " + std::string(scales[i]),
                   data::Task::regression,
                   {{kStandard, "ridge"}},
                   "",
                   static_cast<views::TargetScale>(i)});
  return all;
}

/// Images and series, through their steps and through networks.
inline std::vector<Case> sample_cases() {
  std::vector<Case> all;
  const auto add = [&](const std::string& name, const std::string& view, const std::string& kind,
                       const std::string& options = "{}") {
    all.push_back({"samples: " + name,
                   data::Task::binary,
                   {{view, kind, options}},
                   "",
                   views::TargetScale::none,
                   true});
  };
  for (const char* steps :
       {"scale", "standardize", "scale, grey", "{resize: {height: 5, width: 11}}, scale",
        "{crop: {height: 5, width: 6}}, scale", "{pad: {height: 9, width: 10, value: 3}}, scale",
        "{augment: {flip: horizontal}}, scale"})
    add(std::string("image ") + steps,
        std::string("{image: [") + steps + ", flatten], series: [drop]}", "logistic_regression");
  for (const char* steps : {"standardize", "{fill: mean}, standardize", "{resample: 5}",
                            "{truncate: {length: 4, keep: end}}", "{pad: {length: 6, side: start}}",
                            "{pad: {length: 5, cut: start}}, standardize"})
    add(std::string("series ") + steps,
        std::string("{image: [drop], series: [") + steps + ", flatten]}", "logistic_regression");
  const std::string samples = "{image: [scale], series: [standardize]}",
                    image = "{image: [scale], series: [drop]}",
                    series = "{image: [drop], series: [standardize]}",
                    train = ", train: {epochs: 3}}";
  add("convolutions", image, "network",
      "{layers: [{conv2d: {filters: 6, kernel_size: 3, padding: same}}, batch_normalization, "
      "{activation: relu}, "
      "{max_pooling2d: 2}, "
      "{depthwise_conv2d: {kernel_size: 3}}, {separable_conv2d: {filters: 5, kernel_size: 2}}, "
      "flatten, {dense: 8}]" +
          train);
  add("images reduced", image, "network",
      "{layers: [{conv2d: {filters: 4, kernel_size: [3, 2], strides: 2}}, {upsampling2d: 2}, "
      "{zero_padding2d: 1}, "
      "{average_pooling2d: 2}, global_average_pooling2d]" +
          train);
  for (
      const char* layer :
      {"{lstm: 6}", "{gru: 6}", "{simple_rnn: 6}",
       "{gru: {units: 5, reset_after: false, go_backwards: true}}",
       "{bidirectional: {layer: {lstm: {units: 4, return_sequences: true}}}}, global_max_pooling1d",
       "{conv1d: {filters: 5, kernel_size: 3}}, {max_pooling1d: 2}, {lstm: 4}",
       "{time_distributed: {layer: {dense: 4}}}, {average_pooling1d: 2}, global_average_pooling1d"})
    add(std::string("series through ") + layer, series, "network",
        std::string("{layers: [") + layer + "]" + train);
  add("both parts", samples, "network",
      "{inputs: {sequence: [{gru: 5}], image: [{conv2d: {filters: 3, kernel_size: 3}}, flatten]}, "
      "layers: [{dense: 6}]" +
          train);
  return all;
}

/// Networks by name, over images or over series.
inline std::vector<Case> template_cases() {
  std::vector<Case> all;
  for (const models::ModelKind& kind : models::model_kinds())
    for (const bool is_image : {true, false}) {
      models::Problem problem{data::Task::binary, 2, 300, 0, 0};
      if (is_image)
        problem.image = {12, 12, 2};
      else
        problem.steps = 20, problem.channels = 2;
      const std::string options = "{train: {epochs: 2}}";
      std::vector<Problem> problems;
      const auto chosen = schema::load_options(kind.choice, yaml(options), problems, "");
      // A kind without epochs is no network, and `network` itself has no layers of its own.
      if (!problems.empty() || kind.choice.name == "network" ||
          !kind.unsuited(chosen.options.get(), problem).empty())
        continue;
      all.push_back({kind.choice.name + (is_image ? " over images" : " over series"),
                     data::Task::binary,
                     {{is_image ? "{image: [scale], series: [drop]}"
                                : "{image: [drop], series: [standardize]}",
                       kind.choice.name, options}},
                     "",
                     views::TargetScale::none,
                     true});
    }
  return all;
}

inline std::vector<Case> all_cases() {
  std::vector<Case> all;
  for (auto&& cases :
       {view_cases(), model_cases(), combined_cases(), sample_cases(), template_cases()})
    all.insert(all.end(), cases.begin(), cases.end());
  return all;
}

}  // namespace dlflow::test
