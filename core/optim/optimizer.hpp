#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/schema/schema.hpp"

namespace dlflow::optim {

/// Moves all parameters of a model in one pass over flat buffers. Holds no state of its own: what
/// it remembers lies in `state`, so that a checkpoint is one write.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  /// Values of state for each parameter.
  virtual std::size_t slots() const = 0;
  virtual double learning_rate() const = 0;
  /// step counts from 1. state holds slots() blocks of weights.size() values, zeros before step 1.
  virtual void step(std::int64_t step, std::span<float> weights, std::span<const float> gradients,
                    std::span<float> state) const = 0;
};

struct OptimizerKind {
  schema::Choice choice;
  std::function<std::unique_ptr<Optimizer>(const void* options)> make;
};

/// All kinds, in the order of the list; and as choices for the tables of options.
const std::vector<OptimizerKind>& optimizer_kinds();
const schema::Choices& optimizer_choices();
/// Throws Bug when nothing, or no optimizer, is chosen.
std::unique_ptr<Optimizer> make_optimizer(const schema::Chosen& chosen);

template <class Kind, class Options>
OptimizerKind kind(std::string name, std::string doc, std::string example) {
  OptimizerKind result;
  result.choice.name = std::move(name);
  result.choice.doc = std::move(doc);
  result.choice.example = std::move(example);
  result.choice.make = [] { return std::make_shared<Options>(); };
  result.choice.describe = [](schema::Object& o, void* options) {
    describe(o, *static_cast<Options*>(options));
  };
  result.make = [](const void* options) {
    return std::make_unique<Kind>(*static_cast<const Options*>(options));
  };
  return result;
}

}  // namespace dlflow::optim
