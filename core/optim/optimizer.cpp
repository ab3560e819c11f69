#include "core/optim/optimizer.hpp"

#include <algorithm>

#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {

void describe_rate(schema::Object& o, CommonOptions& x) {
  o.field("learning_rate", x.learning_rate, "Step size; where a schedule is given, what it scales.")
      .above(0);
  o.scalar_form("learning_rate");
}

void describe_rest(schema::Object& o, CommonOptions& x) {
  o.field("weight_decay", x.weight_decay,
          "Share of each weight, times the learning rate, taken off in each step.")
      .at_least(0)
      .default_is(x.weight_decay ? "0.004" : "off");
  o.field("clipnorm", x.clipnorm, "Longest gradient of each parameter; longer ones are shortened.")
      .above(0)
      .default_is("off");
  o.field("clipvalue", x.clipvalue, "Largest size of each value of a gradient.")
      .above(0)
      .default_is("off");
  o.field("global_clipnorm", x.global_clipnorm, "Longest gradient of all parameters together.")
      .above(0)
      .default_is("off");
  o.field("use_ema", x.use_ema,
          "Whether a running average of the weights is what is evaluated and saved.");
  o.field("ema_momentum", x.ema_momentum, "Share of the average that each step keeps.")
      .at_least(0)
      .at_most(1);
  o.check("clipnorm", [&x]() -> std::optional<std::string> {
    const int given = int{x.clipnorm.has_value()} + int{x.clipvalue.has_value()} +
                      int{x.global_clipnorm.has_value()};
    if (given < 2) return std::nullopt;
    return "expected one of clipnorm, clipvalue and global_clipnorm, got " + std::to_string(given) +
           "\nleave the others out";
  });
}

void Optimizer::start(std::span<float> state) const { std::fill(state.begin(), state.end(), 0.0F); }

const std::vector<OptimizerKind>& optimizer_kinds() {
  static const std::vector<OptimizerKind> kKinds{
      sgd(), rmsprop(), adagrad(), adadelta(), adam(), adamw(), nadam(), adamax(), lion(),
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

const OptimizerKind& optimizer_kind(const schema::Chosen& chosen) {
  for (const OptimizerKind& kind : optimizer_kinds())
    if (&kind.choice == chosen.choice) return kind;
  throw Bug(__FILE__, __LINE__, "no optimizer is chosen");
}

}  // namespace dlflow::optim
