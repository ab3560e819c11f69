#pragma once

#include "core/nn/loss.hpp"

namespace dlflow::nn {

// One function a kind; each is defined in the file of its name.
LossKind binary_crossentropy();
LossKind categorical_crossentropy();
LossKind mean_squared_error();

}  // namespace dlflow::nn
