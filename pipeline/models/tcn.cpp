#include "pipeline/models/kinds.hpp"
#include "pipeline/models/network_template.hpp"

namespace dlflow::models {
namespace {

struct Options {
  std::int64_t filters = 64, kernel_size = 3, blocks = 4;
  double dropout = 0.1;
  train::TrainOptions train = sequence_training();
};

void describe(schema::Object& o, Options& x) {
  o.field("filters", x.filters, "Filters of every convolution.").between(1, 65536);
  o.field("kernel_size", x.kernel_size, "Steps of their windows.").at_least(1);
  o.field("blocks", x.blocks, "Residual blocks; each looks back twice as far as the one before.")
      .between(1, 20);
  describe_dropout(o, x.dropout, "Share of the channels zeroed in training in each block.");
  describe_training(o, x.train);
}

/// Two causal convolutions that see steps `dilation` apart.
Layers block(const Options& x, std::int64_t dilation) {
  Layers out;
  for (int i = 0; i < 2; ++i)
    out.add("conv1d", {{"filters", x.filters},
                       {"kernel_size", x.kernel_size},
                       {"padding", "causal"},
                       {"dilation_rate", dilation}})
        .normalize()
        .add("activation", {{"function", "relu"}})
        .drop(x.dropout, "spatial_dropout");
  return out;
}

/// Source: Bai, Kolter, Koltun, An empirical evaluation of generic convolutional and recurrent
/// networks for sequence modeling (2018), 3; batch normalization for weight normalization, and the
/// mean over all steps for the last one.
Drawing draw(const Options& x) {
  Drawing out;
  for (std::int64_t i = 0; i < x.blocks; ++i) {
    Layers shortcut;
    if (i == 0) shortcut.add("conv1d", {{"filters", x.filters}, {"kernel_size", 1}});
    out.sequence.add("residual", {{"layers", block(x, std::int64_t{1} << i)},
                                  {"shortcut", shortcut},
                                  {"activation", "relu"}});
  }
  out.sequence.add("global_average_pooling1d");
  return out;
}

}  // namespace

ModelKind tcn() {
  return network_template<Options, needs_series>(
      "tcn", "A temporal network: residual blocks of dilated causal convolutions, for series.",
      "S. Bai, J. Kolter and V. Koltun, An empirical evaluation of generic convolutional and "
      "recurrent networks for sequence modeling (2018)",
      "{filters: 32, blocks: 5}");
}

}  // namespace dlflow::models
