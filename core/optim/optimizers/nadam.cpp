#include "core/optim/optimizers/moments.hpp"
#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {
namespace {

struct Options : MomentOptions {};

/// Adam with Nesterov's momentum under a schedule of its own:
///
///   u_t = beta_1 (1 - 0.96^t / 2),   U_t = u_1 ... u_t
///   w -= rate (u_t+1 m / (1 - U_t+1) + (1 - u_t) g / (1 - U_t))
///        / (sqrt(v / (1 - beta_2^t)) + epsilon)
///
/// Source: Dozat (2016); the constants are Keras's.
class Nadam final : public Optimizer {
 public:
  explicit Nadam(const Options& options) : options_(options) {}
  std::size_t slots() const override { return 2; }

  void step(std::int64_t step, double rate, std::span<float> weights,
            std::span<const float> gradients, std::span<float> state) const override {
    const double t = static_cast<double>(step), now = momentum(t), next = momentum(t + 1);
    const double product = momentum_product(step);
    kernels::NadamStep numbers;
    numbers.adam = step_of(options_, rate);
    numbers.ahead = static_cast<float>(next / (1 - product * next));
    numbers.now = static_cast<float>((1 - now) / (1 - product));
    numbers.correction = static_cast<float>(1 - std::pow(options_.beta_2, t));
    const std::size_t n = weights.size();
    kernels::nadam_step(n, numbers, gradients.data(), state.data(), state.data() + n,
                        weights.data());
  }

 private:
  double momentum(double t) const { return options_.beta_1 * (1 - 0.5 * std::pow(0.96, t)); }
  /// U_t, made anew so that there is nothing to store; below 1e-20 it no longer shows in 1 - U_t.
  double momentum_product(std::int64_t step) const {
    double product = 1, fading = 1;
    for (std::int64_t i = 1; i <= step && product > 1e-20; ++i) {
      fading *= 0.96;
      product *= options_.beta_1 * (1 - 0.5 * fading);
    }
    return product;
  }

  Options options_;
};

}  // namespace

OptimizerKind nadam() {
  return schema::with_source(
      kind<Nadam, Options>("nadam", "Adam whose momentum looks one step ahead.",
                           "{learning_rate: 0.002}"),
      "T. Dozat, Incorporating Nesterov momentum into Adam (2016)");
}

}  // namespace dlflow::optim
