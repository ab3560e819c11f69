#include "core/optim/optimizers/moments.hpp"
#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {

void describe(schema::Object& o, AdamOptions& x) {
  describe(o, static_cast<MomentOptions&>(x));
  o.field("amsgrad", x.amsgrad, "Whether the highest mean square so far divides.");
}

void Adam::step(std::int64_t step, double rate, std::span<float> weights,
                std::span<const float> gradients, std::span<float> state) const {
  const double t = static_cast<double>(step);
  const double corrected =
      rate * std::sqrt(1 - std::pow(options_.beta_2, t)) / (1 - std::pow(options_.beta_1, t));
  const std::size_t n = weights.size();
  const kernels::AdamStep numbers = step_of(options_, corrected);
  float *m = state.data(), *v = m + n;
  if (options_.amsgrad)
    kernels::amsgrad_step(n, numbers, gradients.data(), m, v, v + n, weights.data());
  else
    kernels::adam_step(n, numbers, gradients.data(), m, v, weights.data());
}

OptimizerKind adam() {
  return schema::with_source(
      kind<Adam, AdamOptions>("adam", "Steps scaled by running means of gradients and squares.",
                              "{learning_rate: 0.01}"),
      "D. Kingma and J. Ba, Adam: a method for stochastic optimization (2015)");
}

}  // namespace dlflow::optim
