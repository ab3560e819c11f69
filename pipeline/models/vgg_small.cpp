#include "pipeline/models/kinds.hpp"
#include "pipeline/models/network_template.hpp"

namespace dlflow::models {
namespace {

struct Options {
  std::vector<std::int64_t> filters = {32, 64, 128}, hidden = {128};
  std::int64_t convolutions = 2;
  double dropout = 0.25;
  train::TrainOptions train = image_training();
};

void describe(schema::Object& o, Options& x) {
  describe_sizes(o, "filters", x.filters, "filter",
                 "Filters of each stage; each halves the image.");
  o.field("convolutions", x.convolutions, "Convolutions of 3 by 3 pixels in a stage.")
      .between(1, 16);
  o.field("hidden", x.hidden, "Units of each dense layer behind them.").at_least(1);
  describe_dropout(o, x.dropout,
                   "Share of the values zeroed in training behind each stage and dense layer.");
  describe_training(o, x.train);
}

/// Source: Simonyan and Zisserman, Very deep convolutional networks (2015), with batch
/// normalization.
Drawing draw(const Options& x) {
  Drawing out;
  for (const std::int64_t filters : x.filters) {
    for (std::int64_t i = 0; i < x.convolutions; ++i)
      out.image
          .add("conv2d",
               {{"filters", filters}, {"kernel_size", 3}, {"padding", "same"}, {"use_bias", false}})
          .normalize()
          .add("activation", {{"function", "relu"}});
    out.image.add("max_pooling2d", {{"pool_size", 2}, {"padding", "same"}}).drop(x.dropout);
  }
  out.image.add("flatten");
  for (const std::int64_t units : x.hidden)
    out.all.add("dense", {{"units", units}, {"activation", "relu"}}).drop(x.dropout);
  return out;
}

}  // namespace

ModelKind vgg_small() {
  return network_template<Options, needs_images>(
      "vgg_small", "A network of stages of 3 by 3 convolutions, each ended by pooling, for images.",
      "K. Simonyan and A. Zisserman, Very deep convolutional networks for large-scale image "
      "recognition (2015)",
      "{filters: [16, 32], train: {epochs: 10}}");
}

}  // namespace dlflow::models
