#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/optim/optimizer.hpp"
#include "core/tensor/parameter.hpp"

namespace dlflow::optim {

/// All between a gradient and the next weights, in Keras's order: the slopes of l1 and l2, the
/// clipping of gradients, the decay of weights, the optimizer's step, the limits of norms.
class Update {
 public:
  /// parameters: with offsets in the buffer of all. Throws Bug when no optimizer is chosen.
  Update(const schema::Chosen& optimizer, std::vector<Parameter> parameters);

  double learning_rate() const { return common_.learning_rate; }
  std::size_t slots() const { return optimizer_->slots(); }
  bool has_average() const { return common_.use_ema; }
  /// The optimizer's state before step 1.
  void start(std::span<float> state) const { optimizer_->start(state); }

  /// step counts from 1; gradients are used up. All as long as the buffer of parameters but state,
  /// which holds slots() blocks of that length.
  void step(std::int64_t step, double rate, std::span<float> weights, std::span<float> gradients,
            std::span<float> state) const;
  /// average = momentum average + (1 - momentum) weights; the weights themselves after step 1.
  void average(std::int64_t step, std::span<const float> weights, std::span<float> average) const;

 private:
  void clip(std::span<float> gradients) const;

  CommonOptions common_;
  std::unique_ptr<Optimizer> optimizer_;
  std::vector<Parameter> parameters_;
};

}  // namespace dlflow::optim
