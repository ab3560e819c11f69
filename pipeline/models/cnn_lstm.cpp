#include "pipeline/models/kinds.hpp"
#include "pipeline/models/pooled_convolutions.hpp"
#include "pipeline/models/recurrent_template.hpp"

namespace dlflow::models {
namespace {

struct Options {
  PooledConvolutions convolutions = {.filters = {64}};
  RecurrentOptions recurrent;
  train::TrainOptions train = sequence_training();
};

void describe(schema::Object& o, Options& x) {
  describe_fields(o, x.convolutions);
  describe_sizes(o, "units", x.recurrent.units, "unit", "Units of each LSTM layer behind them.");
  o.field("bidirectional", x.recurrent.bidirectional,
          "Whether each LSTM layer reads the steps in both orders.");
  describe_dropout(o, x.recurrent.dropout,
                   "Share of the values behind each LSTM layer zeroed in training.");
  describe_training(o, x.train);
}

Drawing draw(const Options& x) {
  Drawing out;
  out.sequence = pooled_convolutions(x.convolutions);
  out.sequence.append(recurrent_layers("lstm", x.recurrent));
  return out;
}

}  // namespace

ModelKind cnn_lstm() {
  return network_template<Options, needs_series>(
      "cnn_lstm", "A network of convolutions and LSTM layers behind them, for long series.",
      "T. Sainath, O. Vinyals, A. Senior and H. Sak, Convolutional, long short-term memory, fully "
      "connected deep neural networks (2015)",
      "{filters: [32], units: [32]}");
}

}  // namespace dlflow::models
