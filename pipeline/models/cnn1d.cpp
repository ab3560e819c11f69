#include "pipeline/models/kinds.hpp"
#include "pipeline/models/network_template.hpp"

namespace dlflow::models {
namespace {

struct Options {
  std::vector<std::int64_t> filters = {64, 128};
  std::int64_t kernel_size = 5, pool_size = 2;
  double dropout = 0.25;
  train::TrainOptions train = sequence_training();
};

void describe(schema::Object& o, Options& x) {
  describe_sizes(o, "filters", x.filters, "filter", "Filters of each convolution.");
  o.field("kernel_size", x.kernel_size, "Steps of their windows.").at_least(1);
  o.field("pool_size", x.pool_size, "Steps of which each convolution leaves the largest value.")
      .at_least(1);
  describe_dropout(o, x.dropout, "Share of the pooled values zeroed in training.");
  describe_training(o, x.train);
}

Drawing draw(const Options& x) {
  Drawing out;
  for (const std::int64_t filters : x.filters)
    out.sequence
        .add("conv1d", {{"filters", filters}, {"kernel_size", x.kernel_size}, {"padding", "same"}})
        .normalize()
        .add("activation", {{"function", "relu"}})
        .add("max_pooling1d", {{"pool_size", x.pool_size}, {"padding", "same"}});
  out.sequence.add("global_average_pooling1d");
  out.all.drop(x.dropout);
  return out;
}

}  // namespace

ModelKind cnn1d() {
  return network_template<Options>("cnn1d", "A network of convolutions with pooling, for series.",
                                   "{filters: [16, 32], kernel_size: 7}", needs_series);
}

}  // namespace dlflow::models
