#pragma once

#include <optional>

#include "core/schema/schema.hpp"
#include "core/tensor/parameter.hpp"

namespace dlflow::nn {

/// Factors of sum |w| and sum w^2, whose slopes join the gradient. The loss that is shown is
/// without them.
struct Regularizer {
  double l1 = 0, l2 = 0;
};
void describe(schema::Object& o, Regularizer& x);

/// After each step the weights into one output are scaled down to this norm where they are longer.
/// Source: Srebro and Shraibman (2005); Keras's MaxNorm with its axes so chosen.
struct Constraint {
  double max_norm = 2;
};
void describe(schema::Object& o, Constraint& x);

/// The options `kernel_regularizer` and `kernel_constraint` of a layer with a kernel.
struct KernelRestraint {
  std::optional<Regularizer> regularizer;
  std::optional<Constraint> constraint;
};
void describe_kernel(schema::Object& o, KernelRestraint& x);
/// outputs: how many the kernel has; they are its last axis, or its last axes together.
Restraint restraint_of(const KernelRestraint& x, std::size_t outputs);

}  // namespace dlflow::nn
