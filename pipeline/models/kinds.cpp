#include "pipeline/models/kinds.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/base/error.hpp"
#include "pipeline/models/class_weight.hpp"

namespace dlflow::models {
namespace {

/// A kind that is tried when none is named, from some breadth on.
struct DefaultModel {
  const char* name;
  Breadth from;
  const char* kind = nullptr;   ///< null: that of the name
  const char* inner = nullptr;  ///< its option `model`, where it is not the default
};

const std::vector<DefaultModel>& default_list(data::Task task) {
  using enum Breadth;
  static const std::vector<DefaultModel> classes = {{"logistic_regression", quick},
                                                    {"lda", quick},
                                                    {"naive_bayes", quick},
                                                    {"decision_tree", quick},
                                                    {"knn", quick},
                                                    {"svm", quick},
                                                    {"random_forest", quick},
                                                    {"xgboost", quick},
                                                    {"mlp", quick},
                                                    {"qda", standard},
                                                    {"extra_trees", standard}};
  static const std::vector<DefaultModel> numbers = {{"ridge", quick},
                                                    {"lasso", quick},
                                                    {"decision_tree", quick},
                                                    {"knn", quick},
                                                    {"svm", quick},
                                                    {"random_forest", quick},
                                                    {"extra_trees", quick},
                                                    {"xgboost", quick},
                                                    {"mlp", quick},
                                                    {"elastic_net", standard},
                                                    {"linear_regression", thorough}};
  return data::has_classes(task) ? classes : numbers;
}

/// What reads images or series whole, beside the models of numbers.
constexpr std::array<DefaultModel, 3> kImageModels = {{{"lenet", Breadth::quick},
                                                       {"vgg_small", Breadth::standard},
                                                       {"resnet_small", Breadth::thorough}}};
constexpr std::array<DefaultModel, 6> kSeriesModels = {{{"cnn1d", Breadth::quick},
                                                        {"gru", Breadth::quick},
                                                        {"lstm", Breadth::standard},
                                                        {"cnn_lstm", Breadth::standard},
                                                        {"fcn", Breadth::thorough},
                                                        {"tcn", Breadth::thorough}}};

/// What goes on from the past of numbers over time.
constexpr std::array<DefaultModel, 5> kForecasts = {
    {{"exponential_smoothing", Breadth::quick},
     {"autoregression", Breadth::standard},
     {"sarima", Breadth::standard},
     {"lagged", Breadth::standard},
     {"lagged_mlp", Breadth::standard, "lagged", "mlp"}}};

const std::vector<DefaultModel>& text_list(data::Task task) {
  using enum Breadth;
  static const std::vector<DefaultModel> classes = {{"logistic_regression", quick},
                                                    {"naive_bayes", quick},
                                                    {"xgboost", quick},
                                                    {"mlp", quick},
                                                    {"text_cnn", quick},
                                                    {"svm", standard},
                                                    {"random_forest", standard},
                                                    {"lstm", thorough}};
  static const std::vector<DefaultModel> numbers = {
      {"ridge", quick},  {"xgboost", quick},          {"mlp", quick},   {"text_cnn", quick},
      {"svm", standard}, {"random_forest", standard}, {"gru", thorough}};
  return data::has_classes(task) ? classes : numbers;
}

}  // namespace

const std::vector<ModelKind>& model_kinds() {
  static const std::vector<ModelKind> kinds = {
      most_frequent(),
      stratified_guess(),
      uniform_guess(),
      mean(),
      median(),
      persistence(),
      seasonal_persistence(),
      drift(),
      moving_average(),
      exponential_smoothing(),
      autoregression(),
      sarima(),
      lagged(),
      logistic_regression(),
      lda(),
      qda(),
      naive_bayes(),
      linear_regression(),
      ridge(),
      lasso(),
      elastic_net(),
      knn(),
      svm(),
      decision_tree(),
      random_forest(),
      extra_trees(),
      xgboost(),
      mlp(),
      lenet(),
      vgg_small(),
      resnet_small(),
      cnn1d(),
      fcn(),
      tcn(),
      lstm(),
      gru(),
      cnn_lstm(),
      text_cnn(),
      network(),
  };
  return kinds;
}

const schema::Choices& model_choices() {
  static const schema::Choices choices = [] {
    schema::Choices all;
    for (const ModelKind& kind : model_kinds()) all.push_back(&kind.choice);
    return all;
  }();
  return choices;
}

Problem problem_of(const data::Target& target, const data::Features& features) {
  Problem problem;
  problem.task = target.task;
  problem.classes = target.classes;
  problem.rows = features.rows;
  problem.dense_columns = features.dense.columns;
  problem.code_columns = features.codes.size();
  for (const data::CodeColumn& column : features.codes)
    problem.cardinalities.push_back(column.cardinality);
  if (!features.images.is_empty()) {
    const samples::ImageBlock& block = *features.images.block;
    problem.image = {block.height, block.width, block.channels};
  }
  problem.channels = features.sequences.channels();
  if (!features.sequences.is_empty()) problem.steps = features.sequences.steps;
  problem.codes = features.sequences.codes;
  problem.sparse_columns = features.sparse.columns;
  problem.sparse_values = features.sparse.values.size();
  problem.missing = features.missing;
  problem.is_over_time = !features.places.is_empty();
  problem.season = features.places.season;
  problem.horizon = features.places.horizon;
  if (problem.is_over_time)
    problem.series =
        std::set<std::int32_t>(features.places.series.begin(), features.places.series.end()).size();
  problem.weighs_whole_classes = whole_class_weights(target).has_value();
  return problem;
}

const ModelKind& kind_of(const schema::Choice& choice) {
  for (const ModelKind& kind : model_kinds())
    if (kind.choice.name == choice.name) return kind;
  throw Bug(__FILE__, __LINE__, "no kind of model is named " + choice.name);
}

std::vector<schema::NamedChosen> default_models(data::Task task, Breadth breadth,
                                                const InputKinds& inputs) {
  std::vector<DefaultModel> tried = inputs.texts ? text_list(task) : default_list(task);
  if (inputs.is_over_time && !data::has_classes(task))
    tried.insert(tried.end(), kForecasts.begin(), kForecasts.end());
  if (inputs.images) tried.insert(tried.end(), kImageModels.begin(), kImageModels.end());
  if (inputs.series) tried.insert(tried.end(), kSeriesModels.begin(), kSeriesModels.end());
  std::vector<schema::NamedChosen> out;
  for (const DefaultModel& model : tried) {
    const auto has_its_name = [&](const auto& entry) { return entry.name == model.name; };
    if (model.from > breadth || std::ranges::any_of(out, has_its_name)) continue;
    schema::NamedChosen& entry = out.emplace_back();
    entry.name = model.name;
    entry.chosen = schema::choose(model_choices(), model.kind ? model.kind : model.name);
    entry.source.kind = schema::Node::Kind::map;
    if (!model.inner) continue;
    entry.source.at("model") = schema::Node::scalar(model.inner);
    std::vector<dlflow::Problem> problems;
    entry.chosen = schema::load_options(*entry.chosen.choice, entry.source, problems, "");
    DLFLOW_REQUIRE(problems.empty(), "the options of a default model suit it");
  }
  return out;
}

}  // namespace dlflow::models
