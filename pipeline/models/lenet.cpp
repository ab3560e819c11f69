#include "pipeline/models/kinds.hpp"
#include "pipeline/models/network_template.hpp"

namespace dlflow::models {
namespace {

struct Options {
  std::vector<std::int64_t> filters = {32, 64}, hidden = {128};
  std::int64_t kernel_size = 5;
  double dropout = 0.25;
  train::TrainOptions train = image_training();
};

void describe(schema::Object& o, Options& x) {
  describe_sizes(o, "filters", x.filters, "filter",
                 "Filters of each convolution; each halves the image.");
  o.field("kernel_size", x.kernel_size, "Height and width of their windows.").at_least(1);
  o.field("hidden", x.hidden, "Units of each dense layer behind them.").at_least(1);
  describe_dropout(o, x.dropout, "Share of the values before the dense layers zeroed in training.");
  describe_training(o, x.train);
}

/// Source: LeCun, Bottou, Bengio, Haffner, Gradient-based learning applied to document recognition
/// (1998), with relu and max pooling.
Drawing draw(const Options& x) {
  Drawing out;
  for (const std::int64_t filters : x.filters)
    out.image
        .add("conv2d", {{"filters", filters},
                        {"kernel_size", x.kernel_size},
                        {"padding", "same"},
                        {"activation", "relu"}})
        .add("max_pooling2d", {{"pool_size", 2}, {"padding", "same"}});
  out.image.add("flatten");
  out.all.drop(x.dropout);
  for (const std::int64_t units : x.hidden)
    out.all.add("dense", {{"units", units}, {"activation", "relu"}});
  return out;
}

}  // namespace

ModelKind lenet() {
  return network_template<Options, needs_images>(
      "lenet", "A network of few convolutions with pooling, for small images.",
      "Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, Gradient-based learning applied to document "
      "recognition (1998)",
      "{filters: [16, 32], train: {epochs: 10}}");
}

}  // namespace dlflow::models
