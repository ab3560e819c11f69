#include "core/nn/restraint.hpp"

namespace dlflow::nn {

void describe(schema::Object& o, Regularizer& x) {
  o.field("l1", x.l1, "Factor of the sum of sizes; drives weights to zero.").at_least(0);
  o.field("l2", x.l2, "Factor of the sum of squares; keeps weights small.").at_least(0);
}

void describe(schema::Object& o, Constraint& x) {
  o.field("max_norm", x.max_norm, "Longest vector of the weights into one output.").above(0);
}

void describe_kernel(schema::Object& o, KernelRestraint& x) {
  o.field("kernel_regularizer", x.regularizer, "What large weights cost.").default_is("off");
  o.field("kernel_constraint", x.constraint, "A limit the weights are kept within.")
      .default_is("off");
}

Restraint restraint_of(const KernelRestraint& x, std::size_t outputs) {
  Restraint out;
  out.outputs = outputs;
  if (x.regularizer) {
    out.l1 = x.regularizer->l1;
    out.l2 = x.regularizer->l2;
  }
  if (x.constraint) out.max_norm = x.constraint->max_norm;
  return out;
}

}  // namespace dlflow::nn
