#include "core/nn/loss.hpp"

#include "core/base/error.hpp"
#include "core/nn/losses/losses.hpp"

namespace dlflow::nn {

const std::vector<LossKind>& loss_kinds() {
  static const std::vector<LossKind> kKinds{
      binary_crossentropy(),
      categorical_crossentropy(),
      mean_squared_error(),
  };
  return kKinds;
}

const LossKind& loss_kind(const std::string& name) {
  for (const LossKind& kind : loss_kinds())
    if (kind.name == name) return kind;
  throw Bug(__FILE__, __LINE__, "not a loss: " + name);
}

}  // namespace dlflow::nn
