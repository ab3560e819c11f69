#include <cmath>

#include "core/kernels/update.hpp"
#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {
namespace {

struct Options {
  double learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
};

void describe(schema::Object& o, Options& x) {
  o.field("learning_rate", x.learning_rate, "Step size.").above(0);
  o.field("beta_1", x.beta_1, "Decay of the mean of gradients.").at_least(0).below(1);
  o.field("beta_2", x.beta_2, "Decay of the mean of squared gradients.").at_least(0).below(1);
  o.field("epsilon", x.epsilon, "Added to the root of the mean square.").above(0);
  o.scalar_form("learning_rate");
}

///   m = beta_1 m + (1 - beta_1) g        v = beta_2 v + (1 - beta_2) g^2
///   w -= rate sqrt(1 - beta_2^t) / (1 - beta_1^t) * m / (sqrt(v) + epsilon)
///
/// epsilon stands outside the correction of the bias, as in Keras.
/// Source: Kingma and Ba (2015), the form before section 2.1.
class Adam final : public Optimizer {
 public:
  explicit Adam(const Options& options) : options_(options) {}
  std::size_t slots() const override { return 2; }
  double learning_rate() const override { return options_.learning_rate; }

  void step(std::int64_t step, std::span<float> weights, std::span<const float> gradients,
            std::span<float> state) const override {
    const double t = static_cast<double>(step);
    const double rate = options_.learning_rate * std::sqrt(1 - std::pow(options_.beta_2, t)) /
                        (1 - std::pow(options_.beta_1, t));
    const std::size_t n = weights.size();
    kernels::adam_step(n,
                       {static_cast<float>(rate), static_cast<float>(options_.beta_1),
                        static_cast<float>(options_.beta_2), static_cast<float>(options_.epsilon)},
                       gradients.data(), state.data(), state.data() + n, weights.data());
  }

 private:
  Options options_;
};

}  // namespace

OptimizerKind adam() {
  return kind<Adam, Options>("adam", "Steps scaled by running means of gradients and squares.",
                             "{learning_rate: 0.01}");
}

}  // namespace dlflow::optim
