#include "pipeline/models/kinds.hpp"

#include "core/base/error.hpp"

namespace dlflow::models {
namespace {

/// A kind that is tried when none is named, from some breadth on.
struct DefaultModel {
  const char* name;
  Breadth from;
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

}  // namespace

const std::vector<ModelKind>& model_kinds() {
  static const std::vector<ModelKind> kinds = {
      most_frequent(),
      stratified_guess(),
      mean(),
      median(),
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
  return {target.task,
          target.classes,
          features.rows,
          features.dense.columns,
          features.codes.size(),
          !features.images.is_empty(),
          !features.sequences.is_empty(),
          features.sequences.channels()};
}

const ModelKind& kind_of(const schema::Choice& choice) {
  for (const ModelKind& kind : model_kinds())
    if (kind.choice.name == choice.name) return kind;
  throw Bug(__FILE__, __LINE__, "no kind of model is named " + choice.name);
}

std::vector<schema::NamedChosen> default_models(data::Task task, Breadth breadth) {
  std::vector<schema::NamedChosen> out;
  for (const DefaultModel& model : default_list(task)) {
    if (model.from > breadth) continue;
    schema::NamedChosen& entry = out.emplace_back();
    entry.name = model.name;
    entry.chosen = schema::choose(model_choices(), model.name);
    entry.source.kind = schema::Node::Kind::map;
  }
  return out;
}

}  // namespace dlflow::models
