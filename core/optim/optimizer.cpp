#include "core/optim/optimizer.hpp"

#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {

const std::vector<OptimizerKind>& optimizer_kinds() {
  static const std::vector<OptimizerKind> kKinds{
      sgd(),
      adam(),
  };
  return kKinds;
}

const schema::Choices& optimizer_choices() {
  static const schema::Choices kChoices = [] {
    schema::Choices choices;
    for (const OptimizerKind& kind : optimizer_kinds()) choices.push_back(&kind.choice);
    return choices;
  }();
  return kChoices;
}

std::unique_ptr<Optimizer> make_optimizer(const schema::Chosen& chosen) {
  for (const OptimizerKind& kind : optimizer_kinds())
    if (&kind.choice == chosen.choice) return kind.make(chosen.options.get());
  throw Bug(__FILE__, __LINE__, "no optimizer is chosen");
}

}  // namespace dlflow::optim
