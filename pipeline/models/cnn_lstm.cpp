#include "pipeline/models/kinds.hpp"
#include "pipeline/models/recurrent_template.hpp"

namespace dlflow::models {
namespace {

struct Options {
  std::vector<std::int64_t> filters = {64};
  std::int64_t kernel_size = 5, pool_size = 2;
  RecurrentOptions recurrent;
  train::TrainOptions train = sequence_training();
};

void describe(schema::Object& o, Options& x) {
  describe_sizes(o, "filters", x.filters, "filter", "Filters of each convolution.");
  o.field("kernel_size", x.kernel_size, "Steps of their windows.").at_least(1);
  o.field("pool_size", x.pool_size, "Steps of which each convolution leaves the largest value.")
      .at_least(1);
  describe_sizes(o, "units", x.recurrent.units, "unit", "Units of each LSTM layer behind them.");
  o.field("bidirectional", x.recurrent.bidirectional,
          "Whether each LSTM layer reads the steps in both orders.");
  describe_dropout(o, x.recurrent.dropout,
                   "Share of the values behind each LSTM layer zeroed in training.");
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
  out.sequence.append(recurrent_layers("lstm", x.recurrent));
  return out;
}

}  // namespace

ModelKind cnn_lstm() {
  return network_template<Options>(
      "cnn_lstm", "A network of convolutions and LSTM layers behind them, for long series.",
      "{filters: [32], units: [32]}", needs_series);
}

}  // namespace dlflow::models
