#include "core/kernels/update.hpp"
#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {
namespace {

struct Options : CommonOptions {
  Options() { learning_rate = 0.01; }
  double momentum = 0;
  bool nesterov = false;
};

void describe(schema::Object& o, Options& x) {
  o.field("momentum", x.momentum, "Share of the last step that is kept.").at_least(0).below(1);
  o.field("nesterov", x.nesterov, "Whether the momentum looks one step ahead.");
}

/// Without momentum w -= rate g; with it v = momentum v - rate g and w += v, or
/// w += momentum v - rate g in Nesterov's form.
/// Source: Sutskever, Martens, Dahl, Hinton (2013); the signs are Keras's.
class Sgd final : public Optimizer {
 public:
  explicit Sgd(const Options& options) : options_(options) {}
  std::size_t slots() const override { return options_.momentum > 0 ? 1 : 0; }

  void step(std::int64_t, double learning_rate, std::span<float> weights,
            std::span<const float> gradients, std::span<float> state) const override {
    const auto rate = static_cast<float>(learning_rate);
    if (slots() == 0)
      kernels::sgd_step(weights.size(), rate, gradients.data(), weights.data());
    else
      kernels::momentum_step(weights.size(), rate, static_cast<float>(options_.momentum),
                             options_.nesterov, gradients.data(), state.data(), weights.data());
  }

 private:
  Options options_;
};

}  // namespace

OptimizerKind sgd() {
  return schema::with_source(
      kind<Sgd, Options>("sgd", "Gradient descent, with momentum if wanted.",
                         "{learning_rate: 0.1, momentum: 0.9}"),
      "I. Sutskever, J. Martens, G. Dahl and G. Hinton, On the importance of initialization and "
      "momentum in deep learning (2013); as Keras's SGD");
}

}  // namespace dlflow::optim
