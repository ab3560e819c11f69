#include "core/kernels/update.hpp"
#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {
namespace {

struct Options : CommonOptions {
  double beta_1 = 0.9;
  double beta_2 = 0.99;
};

void describe(schema::Object& o, Options& x) {
  o.field("beta_1", x.beta_1, "Share of the mean in the direction of a step.").above(0).below(1);
  o.field("beta_2", x.beta_2, "Decay of the mean of gradients.").at_least(0).below(1);
}

/// w -= rate sign(beta_1 m + (1 - beta_1) g);  m = beta_2 m + (1 - beta_2) g.
/// Source: Chen and others, Symbolic discovery of optimization algorithms (2023).
class Lion final : public Optimizer {
 public:
  explicit Lion(const Options& options) : options_(options) {}
  std::size_t slots() const override { return 1; }

  void step(std::int64_t, double rate, std::span<float> weights, std::span<const float> gradients,
            std::span<float> state) const override {
    kernels::lion_step(weights.size(), static_cast<float>(rate),
                       static_cast<float>(options_.beta_1), static_cast<float>(options_.beta_2),
                       gradients.data(), state.data(), weights.data());
  }

 private:
  Options options_;
};

}  // namespace

OptimizerKind lion() {
  return schema::with_source(
      kind<Lion, Options>("lion", "Steps of one size in the direction of a running mean.",
                          "{learning_rate: 0.0003, weight_decay: 0.01}"),
      "X. Chen et al., Symbolic discovery of optimization algorithms (2023)");
}

}  // namespace dlflow::optim
