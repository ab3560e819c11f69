#include "core/optim/optimizers/moments.hpp"
#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {
namespace {

struct Options : MomentOptions {};

///   m = beta_1 m + (1 - beta_1) g,   u = max(beta_2 u, |g|)
///   w -= rate / (1 - beta_1^t) * m / (u + epsilon)
///
/// Source: Kingma and Ba (2015), section 7.1.
class Adamax final : public Optimizer {
 public:
  explicit Adamax(const Options& options) : options_(options) {}
  std::size_t slots() const override { return 2; }

  void step(std::int64_t step, double rate, std::span<float> weights,
            std::span<const float> gradients, std::span<float> state) const override {
    const double corrected = rate / (1 - std::pow(options_.beta_1, static_cast<double>(step)));
    const std::size_t n = weights.size();
    kernels::adamax_step(n, step_of(options_, corrected), gradients.data(), state.data(),
                         state.data() + n, weights.data());
  }

 private:
  Options options_;
};

}  // namespace

OptimizerKind adamax() {
  return schema::with_source(
      kind<Adamax, Options>("adamax", "Adam with the greatest gradient in place of squares.",
                            "{learning_rate: 0.002}"),
      "D. Kingma and J. Ba, Adam: a method for stochastic optimization (2015), 7.1");
}

}  // namespace dlflow::optim
