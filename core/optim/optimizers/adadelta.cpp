#include "core/kernels/update.hpp"
#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {
namespace {

struct Options : CommonOptions {
  double rho = 0.95;
  double epsilon = 1e-7;
};

void describe(schema::Object& o, Options& x) {
  o.field("rho", x.rho, "Decay of the means of squares.").at_least(0).below(1);
  o.field("epsilon", x.epsilon, "Added to the means under the roots.").above(0);
}

/// Source: Zeiler (2012), algorithm 1. Its rate is 1; 0.001 is Keras's.
class Adadelta final : public Optimizer {
 public:
  explicit Adadelta(const Options& options) : options_(options) {}
  std::size_t slots() const override { return 2; }

  void step(std::int64_t, double rate, std::span<float> weights, std::span<const float> gradients,
            std::span<float> state) const override {
    const std::size_t n = weights.size();
    kernels::adadelta_step(n, static_cast<float>(rate), static_cast<float>(options_.rho),
                           static_cast<float>(options_.epsilon), gradients.data(), state.data(),
                           state.data() + n, weights.data());
  }

 private:
  Options options_;
};

}  // namespace

OptimizerKind adadelta() {
  return schema::with_source(
      kind<Adadelta, Options>("adadelta", "Steps of the size of those before; needs no scale.",
                              "{learning_rate: 1}"),
      "M. Zeiler, ADADELTA: an adaptive learning rate method (2012)");
}

}  // namespace dlflow::optim
