#pragma once

#include <cmath>

#include "core/kernels/update.hpp"
#include "core/optim/optimizer.hpp"

// What the files of Adam's family share. Seen by them alone.
namespace dlflow::optim {

/// Decays of the means of gradients and of squared gradients.
struct MomentOptions : CommonOptions {
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
};
inline void describe(schema::Object& o, MomentOptions& x) {
  o.field("beta_1", x.beta_1, "Decay of the mean of gradients.").at_least(0).below(1);
  o.field("beta_2", x.beta_2, "Decay of the mean of squared gradients.").at_least(0).below(1);
  o.field("epsilon", x.epsilon, "Added to the divisor.").above(0);
}

/// The numbers of a step under a rate.
inline kernels::AdamStep step_of(const MomentOptions& x, double rate) {
  return {static_cast<float>(rate), static_cast<float>(x.beta_1), static_cast<float>(x.beta_2),
          static_cast<float>(x.epsilon)};
}

/// Options of adam and adamw, and the optimizer itself (adam.cpp).
struct AdamOptions : MomentOptions {
  bool amsgrad = false;
};
void describe(schema::Object& o, AdamOptions& x);

///   m = beta_1 m + (1 - beta_1) g        v = beta_2 v + (1 - beta_2) g^2
///   w -= rate sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon)
///
/// epsilon stands outside the correction of the bias, as in Keras; with amsgrad v is the highest
/// so far. Source: Kingma and Ba (2015), the form before section 2.1; Reddi, Kale, Kumar (2018).
class Adam final : public Optimizer {
 public:
  explicit Adam(const AdamOptions& options) : options_(options) {}
  std::size_t slots() const override { return options_.amsgrad ? 3 : 2; }
  void step(std::int64_t step, double rate, std::span<float> weights,
            std::span<const float> gradients, std::span<float> state) const override;

 private:
  AdamOptions options_;
};

}  // namespace dlflow::optim
