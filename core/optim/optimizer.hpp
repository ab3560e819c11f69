#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/schema/schema.hpp"
#include "core/schema/source.hpp"

namespace dlflow::optim {

/// What every optimizer can do beside its own formula, with Keras's names and defaults.
struct CommonOptions {
  double learning_rate = 0.001;
  std::optional<double> weight_decay;
  std::optional<double> clipnorm, clipvalue, global_clipnorm;
  bool use_ema = false;
  double ema_momentum = 0.99;
};
/// The learning rate first, the rest behind an optimizer's own options.
void describe_rate(schema::Object& o, CommonOptions& x);
void describe_rest(schema::Object& o, CommonOptions& x);

/// Moves all parameters of a model in one pass over flat buffers. Holds no state of its own: what
/// it remembers lies in `state`, so that a checkpoint is one write.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// Values of state for each parameter.
  virtual std::size_t slots() const = 0;
  /// The state before step 1: zeros, for most.
  virtual void start(std::span<float> state) const;
  /// step counts from 1. state holds slots() blocks of weights.size() values.
  virtual void step(std::int64_t step, double rate, std::span<float> weights,
                    std::span<const float> gradients, std::span<float> state) const = 0;
};

struct OptimizerKind {
  schema::Choice choice;
  std::function<std::unique_ptr<Optimizer>(const void* options)> make;
  std::function<const CommonOptions&(const void* options)> common;
};

/// All kinds, in the order of the list; and as choices for the tables of options.
const std::vector<OptimizerKind>& optimizer_kinds();
const schema::Choices& optimizer_choices();
/// Throws Bug when nothing, or no optimizer, is chosen.
const OptimizerKind& optimizer_kind(const schema::Chosen& chosen);

/// A kind of `Kind`, made from its Options, which derive from CommonOptions.
template <class Kind, class Options>
OptimizerKind kind(std::string name, std::string doc, std::string example) {
  OptimizerKind result;
  result.choice.name = std::move(name);
  result.choice.doc = std::move(doc);
  result.choice.example = std::move(example);
  result.choice.make = [] { return std::make_shared<Options>(); };
  result.choice.describe = [](schema::Object& o, void* options) {
    Options& x = *static_cast<Options*>(options);
    describe_rate(o, x);
    describe(o, x);
    describe_rest(o, x);
  };
  result.make = [](const void* options) {
    return std::make_unique<Kind>(*static_cast<const Options*>(options));
  };
  result.common = [](const void* options) -> const CommonOptions& {
    return *static_cast<const Options*>(options);
  };
  return result;
}

}  // namespace dlflow::optim
