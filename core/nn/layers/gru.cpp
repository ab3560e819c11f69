#include "core/nn/layers/recurrent.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  RecurrentOptions common;
  CellActivation recurrent_activation = CellActivation::sigmoid;
  bool reset_after = true;
};

void describe(schema::Object& o, Options& x) {
  describe_recurrent(o, x.common);
  o.field("recurrent_activation", x.recurrent_activation, "Function of the two gates.");
  o.field("reset_after", x.reset_after,
          "Whether the reset gate acts behind the product with the recurrent weights.");
}

/// Gates in Keras's order: update, reset, content.
/// Source: Cho and others (2014); with the reset behind the product, as cuDNN and Keras have it.
class Gru final : public RecurrentLayer {
 public:
  explicit Gru(const Options& options)
      : RecurrentLayer(options.common, {.cell = kernels::recurrent::Cell::gru,
                                        .recurrent = options.recurrent_activation,
                                        .resets_after = options.reset_after}) {}
};

}  // namespace

LayerKind gru() {
  return schema::with_source(
      kind<Gru, Options>(
          "gru", "Gated recurrent unit: a state behind an update and a reset gate.",
          {"{units: 3, dropout: 0.2, return_sequences: true, go_backwards: true}",
           {.common = {.units = 3, .dropout = 0.2, .return_sequences = true, .go_backwards = true}},
           {{4, 5}, {1, 2}, {7, 2}}}),
      "K. Cho et al., Learning phrase representations using RNN encoder-decoder for statistical "
      "machine translation (2014)");
}

}  // namespace dlflow::nn
