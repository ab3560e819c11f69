#include "pipeline/models/pooled_convolutions.hpp"

namespace dlflow::models {

void describe_fields(schema::Object& o, PooledConvolutions& x) {
  describe_sizes(o, "filters", x.filters, "filter", "Filters of each convolution.");
  o.field("kernel_size", x.kernel_size, "Steps of their windows.").at_least(1);
  o.field("pool_size", x.pool_size, "Steps of which each convolution leaves the largest value.")
      .at_least(1);
}

Layers pooled_convolutions(const PooledConvolutions& x) {
  Layers out;
  for (const std::int64_t filters : x.filters)
    out.add("conv1d", {{"filters", filters}, {"kernel_size", x.kernel_size}, {"padding", "same"}})
        .normalize()
        .add("activation", {{"function", "relu"}})
        .add("max_pooling1d", {{"pool_size", x.pool_size}, {"padding", "same"}});
  return out;
}

}  // namespace dlflow::models
