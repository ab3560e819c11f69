#pragma once

#include <string>

#include "core/tensor/shape.hpp"

namespace dlflow {

/// What holds a parameter back while it is learnt; 0: nothing.
struct Restraint {
  double l1 = 0, l2 = 0;    ///< factors of sum |w| and sum w^2, added to the loss
  double max_norm = 0;      ///< of the weights into one output
  std::size_t outputs = 1;  ///< how many there are; they vary fastest in the parameter
};

/// A learnt block of a layer: where it lies in the contiguous buffer of all parameters, and the
/// same place in those of gradients and optimizer state.
struct Parameter {
  std::string name;        ///< within its layer: "kernel"; Keras's names and layouts
  Shape shape;             ///< without a batch axis: (in, out) of a dense kernel
  std::size_t offset = 0;  ///< in values, from the start of the layer's own block
  Restraint restraint = {};
};

}  // namespace dlflow
