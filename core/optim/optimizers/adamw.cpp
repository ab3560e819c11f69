#include "core/optim/optimizers/moments.hpp"
#include "core/optim/optimizers/optimizers.hpp"

namespace dlflow::optim {
namespace {

struct Options : AdamOptions {
  Options() { weight_decay = 0.004; }
};

}  // namespace

/// Source: Loshchilov and Hutter (2019); the decay is scaled by the learning rate, as in Keras.
OptimizerKind adamw() {
  return schema::with_source(
      kind<Adam, Options>("adamw", "Adam with a decay of the weights beside it.",
                          "{learning_rate: 0.01, weight_decay: 0.05}"),
      "I. Loshchilov and F. Hutter, Decoupled weight decay regularization (2019)");
}

}  // namespace dlflow::optim
