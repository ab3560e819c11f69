#pragma once

#include "core/optim/optimizer.hpp"

namespace dlflow::optim {

// One function a kind; each is defined in the file of its name.
OptimizerKind sgd();
OptimizerKind adam();

}  // namespace dlflow::optim
