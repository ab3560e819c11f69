#include <algorithm>

#include "core/kernels/update.hpp"
#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {
namespace {

struct Options : CommonOptions {
  double initial_accumulator_value = 0.1;
  double epsilon = 1e-7;
};

void describe(schema::Object& o, Options& x) {
  o.field("initial_accumulator_value", x.initial_accumulator_value,
          "Sum of squared gradients before the first step.")
      .at_least(0);
  o.field("epsilon", x.epsilon, "Added to the sum under the root.").above(0);
}

/// v += g^2;  w -= rate g / sqrt(v + epsilon). Source: Duchi, Hazan, Singer (2011).
class Adagrad final : public Optimizer {
 public:
  explicit Adagrad(const Options& options) : options_(options) {}
  std::size_t slots() const override { return 1; }
  void start(std::span<float> state) const override {
    std::fill(state.begin(), state.end(), static_cast<float>(options_.initial_accumulator_value));
  }

  void step(std::int64_t, double rate, std::span<float> weights, std::span<const float> gradients,
            std::span<float> state) const override {
    kernels::adagrad_step(weights.size(), static_cast<float>(rate),
                          static_cast<float>(options_.epsilon), gradients.data(), state.data(),
                          weights.data());
  }

 private:
  Options options_;
};

}  // namespace

OptimizerKind adagrad() {
  return schema::with_source(
      kind<Adagrad, Options>("adagrad", "Steps scaled by the sum of all squared gradients.",
                             "{learning_rate: 0.1}"),
      "J. Duchi, E. Hazan and Y. Singer, Adaptive subgradient methods for online learning and "
      "stochastic optimization (2011)");
}

}  // namespace dlflow::optim
