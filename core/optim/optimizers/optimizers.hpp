#pragma once

#include "core/optim/optimizer.hpp"

namespace dlflow::optim {

// One function a kind; each is defined in the file of its name.
OptimizerKind sgd();
OptimizerKind rmsprop();
OptimizerKind adagrad();
OptimizerKind adadelta();
OptimizerKind adam();
OptimizerKind adamw();
OptimizerKind nadam();
OptimizerKind adamax();
OptimizerKind lion();

}  // namespace dlflow::optim
