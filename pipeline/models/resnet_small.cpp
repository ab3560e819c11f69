#include "pipeline/models/kinds.hpp"
#include "pipeline/models/network_template.hpp"

namespace dlflow::models {
namespace {

struct Options {
  std::vector<std::int64_t> filters = {32, 64, 128};
  std::int64_t blocks = 2;
  double dropout = 0;
  train::TrainOptions train = image_training();
};

void describe(schema::Object& o, Options& x) {
  describe_sizes(o, "filters", x.filters, "filter",
                 "Filters of each stage; each but the first halves the image.");
  o.field("blocks", x.blocks, "Residual blocks of two convolutions in a stage.").between(1, 64);
  describe_dropout(o, x.dropout, "Share of the pooled values zeroed in training.");
  describe_training(o, x.train);
}

Layers convolution(std::int64_t filters, std::int64_t size, std::int64_t strides) {
  Layers out;
  out.add("conv2d", {{"filters", filters},
                     {"kernel_size", size},
                     {"strides", strides},
                     {"padding", "same"},
                     {"use_bias", false}});
  return out.normalize();
}

/// Source: He, Zhang, Ren, Sun, Deep residual learning for image recognition (2016), 4.2.
Drawing draw(const Options& x) {
  Drawing out;
  out.image.append(convolution(x.filters[0], 3, 1)).add("activation", {{"function", "relu"}});
  std::int64_t before = x.filters[0];
  for (std::size_t stage = 0; stage < x.filters.size(); ++stage)
    for (std::int64_t block = 0; block < x.blocks; ++block) {
      const std::int64_t filters = x.filters[stage], strides = stage > 0 && block == 0 ? 2 : 1;
      Layers layers = convolution(filters, 3, strides), shortcut;
      layers.add("activation", {{"function", "relu"}}).append(convolution(filters, 3, 1));
      if (strides > 1 || filters != before) shortcut = convolution(filters, 1, strides);
      out.image.add("residual",
                    {{"layers", layers}, {"shortcut", shortcut}, {"activation", "relu"}});
      before = filters;
    }
  out.image.add("global_average_pooling2d");
  out.all.drop(x.dropout);
  return out;
}

}  // namespace

ModelKind resnet_small() {
  return network_template<Options, needs_images>(
      "resnet_small", "A network of stages of residual blocks, for images.",
      "K. He, X. Zhang, S. Ren and J. Sun, Deep residual learning for image recognition (2016)",
      "{filters: [16, 32], blocks: 1}");
}

}  // namespace dlflow::models
