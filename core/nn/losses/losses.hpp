#pragma once

#include "core/nn/loss.hpp"

namespace dlflow::nn {

// One function a kind; each is defined in the file of its name.
LossKind binary_crossentropy();
LossKind categorical_crossentropy();
LossKind focal();
LossKind hinge();
LossKind squared_hinge();
LossKind mean_squared_error();
LossKind mean_absolute_error();
LossKind huber();
LossKind log_cosh();
LossKind poisson();
LossKind pinball();

}  // namespace dlflow::nn
