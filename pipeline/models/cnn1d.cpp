#include "pipeline/models/kinds.hpp"
#include "pipeline/models/pooled_convolutions.hpp"

namespace dlflow::models {
namespace {

struct Options {
  PooledConvolutions convolutions = {.filters = {64, 128}};
  double dropout = 0.25;
  train::TrainOptions train = sequence_training();
};

void describe(schema::Object& o, Options& x) {
  describe_fields(o, x.convolutions);
  describe_dropout(o, x.dropout, "Share of the pooled values zeroed in training.");
  describe_training(o, x.train);
}

Drawing draw(const Options& x) {
  Drawing out;
  out.sequence = pooled_convolutions(x.convolutions);
  out.sequence.add("global_average_pooling1d");
  out.all.drop(x.dropout);
  return out;
}

}  // namespace

ModelKind cnn1d() {
  return network_template<Options, needs_series>(
      "cnn1d", "A network of convolutions with pooling, for series.",
      "Y. LeCun and Y. Bengio, Convolutional networks for images, speech, and time series (1995)",
      "{filters: [16, 32], kernel_size: 7}");
}

}  // namespace dlflow::models
