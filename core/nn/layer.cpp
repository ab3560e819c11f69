#include "core/nn/layer.hpp"

#include "core/nn/layers/layers.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::nn {

void Layer::add_parameter(std::string name, Shape shape) {
  const std::size_t values = count(shape);
  parameters_.push_back({std::move(name), std::move(shape), block_});
  block_ += aligned_count<float>(values);
}

const std::vector<LayerKind>& layer_kinds() {
  static const std::vector<LayerKind> kKinds{
      dense(),
      activation(),
      dropout(),
  };
  return kKinds;
}

const schema::Choices& layer_choices() {
  static const schema::Choices kChoices = [] {
    schema::Choices choices;
    for (const LayerKind& kind : layer_kinds()) choices.push_back(&kind.choice);
    return choices;
  }();
  return kChoices;
}

const LayerKind& kind_of(const schema::Choice& choice) {
  for (const LayerKind& kind : layer_kinds())
    if (&kind.choice == &choice) return kind;
  throw Bug(__FILE__, __LINE__, "not a layer: " + choice.name);
}

}  // namespace dlflow::nn
