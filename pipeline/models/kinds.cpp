#include "pipeline/models/kinds.hpp"

#include "core/base/error.hpp"

namespace dlflow::models {

const std::vector<ModelKind>& model_kinds() {
  static const std::vector<ModelKind> kinds = {
      most_frequent(), mean(),    median(), logistic_regression(),
      ridge(),         network(), mlp(),    xgboost(),
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
          !features.sequences.is_empty()};
}

const ModelKind& kind_of(const schema::Choice& choice) {
  for (const ModelKind& kind : model_kinds())
    if (kind.choice.name == choice.name) return kind;
  throw Bug(__FILE__, __LINE__, "no kind of model is named " + choice.name);
}

std::vector<schema::NamedChosen> default_models(data::Task task) {
  const std::vector<std::string> names =
      data::has_classes(task) ? std::vector<std::string>{"logistic_regression", "xgboost", "mlp"}
                              : std::vector<std::string>{"ridge", "xgboost", "mlp"};
  std::vector<schema::NamedChosen> out;
  for (const std::string& name : names)
    for (const ModelKind& kind : model_kinds())
      if (kind.choice.name == name) {
        schema::NamedChosen& entry = out.emplace_back();
        entry.name = name;
        entry.chosen = {&kind.choice, kind.choice.make(), {}};
        entry.source.kind = schema::Node::Kind::map;
      }
  return out;
}

}  // namespace dlflow::models
