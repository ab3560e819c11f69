#include <algorithm>

#include "core/nn/layers/recurrent.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  RecurrentOptions common;
  CellActivation recurrent_activation = CellActivation::sigmoid;
  bool unit_forget_bias = true;
};

void describe(schema::Object& o, Options& x) {
  describe_recurrent(o, x.common);
  o.field("recurrent_activation", x.recurrent_activation, "Function of the three gates.");
  o.field("unit_forget_bias", x.unit_forget_bias,
          "Whether the offset of the forget gate begins at one.");
}

/// Gates in Keras's order: input, forget, content, output.
/// Source: Hochreiter and Schmidhuber (1997); Gers, Schmidhuber, Cummins (2000).
class Lstm final : public RecurrentLayer {
 public:
  explicit Lstm(const Options& options)
      : RecurrentLayer(options.common, {.cell = kernels::recurrent::Cell::lstm,
                                        .recurrent = options.recurrent_activation}),
        unit_forget_bias_(options.unit_forget_bias) {}

 private:
  void adjust_bias(float* bias) const override {
    if (unit_forget_bias_) std::fill_n(bias + units(), units(), 1.0F);
  }
  bool unit_forget_bias_;
};

}  // namespace

LayerKind lstm() {
  return schema::with_source(
      kind<Lstm, Options>(
          "lstm", "Long short-term memory: a state behind an input, a forget and an output gate.",
          {"{units: 5, recurrent_dropout: 0.3}",
           {.common = {.units = 5, .recurrent_dropout = 0.3}},
           {{4, 3}, {1, 2}, {6, 1}}}),
      "S. Hochreiter and J. Schmidhuber, Long short-term memory (1997); F. Gers, J. Schmidhuber "
      "and F. Cummins, Learning to forget: continual prediction with LSTM (2000)");
}

}  // namespace dlflow::nn
