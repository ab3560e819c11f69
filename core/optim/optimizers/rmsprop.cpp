#include "core/kernels/update.hpp"
#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {
namespace {

struct Options : CommonOptions {
  double rho = 0.9;
  double momentum = 0;
  double epsilon = 1e-7;
  bool centered = false;
};

void describe(schema::Object& o, Options& x) {
  o.field("rho", x.rho, "Decay of the mean of squared gradients.").at_least(0).below(1);
  o.field("momentum", x.momentum, "Share of the last step that is kept.").at_least(0).below(1);
  o.field("epsilon", x.epsilon, "Added to the mean square under the root.").above(0);
  o.field("centered", x.centered, "Whether the square of the mean gradient is taken off.");
}

/// Source: Tieleman and Hinton, lecture 6.5 (2012); Graves (2013) for the centred form.
class Rmsprop final : public Optimizer {
 public:
  explicit Rmsprop(const Options& options) : options_(options) {}
  std::size_t slots() const override {
    return 1U + (options_.centered ? 1U : 0U) + (options_.momentum > 0 ? 1U : 0U);
  }

  void step(std::int64_t, double rate, std::span<float> weights, std::span<const float> gradients,
            std::span<float> state) const override {
    const std::size_t n = weights.size();
    float* squares = state.data();
    float* means = options_.centered ? squares + n : nullptr;
    float* steps = options_.momentum > 0 ? squares + (slots() - 1) * n : nullptr;
    kernels::rmsprop_step(
        n,
        {static_cast<float>(rate), static_cast<float>(options_.rho),
         static_cast<float>(options_.momentum), static_cast<float>(options_.epsilon)},
        gradients.data(), squares, means, steps, weights.data());
  }

 private:
  Options options_;
};

}  // namespace

OptimizerKind rmsprop() {
  return schema::with_source(
      kind<Rmsprop, Options>("rmsprop", "Steps scaled by a running mean of squared gradients.",
                             "{learning_rate: 0.01, momentum: 0.5, centered: true}"),
      "T. Tieleman and G. Hinton, Neural networks for machine learning, lecture 6.5 (2012); "
      "centered: A. Graves, Generating sequences with recurrent neural networks (2013); as Keras's "
      "RMSprop");
}

}  // namespace dlflow::optim
