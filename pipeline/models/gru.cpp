#include "pipeline/models/kinds.hpp"
#include "pipeline/models/recurrent_template.hpp"

namespace dlflow::models {
namespace {

struct Options : RecurrentOptions {};

Drawing draw(const Options& x) {
  Drawing out;
  out.sequence = recurrent_layers("gru", x);
  return out;
}

}  // namespace

ModelKind gru() {
  return network_template<Options, needs_sequences>(
      "gru", "A network of GRU layers, for series and for sequences of words.",
      "K. Cho et al., Learning phrase representations using RNN encoder-decoder for statistical "
      "machine translation (2014)",
      "{units: [32, 32], bidirectional: true}");
}

}  // namespace dlflow::models
