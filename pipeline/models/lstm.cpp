#include "pipeline/models/kinds.hpp"
#include "pipeline/models/recurrent_template.hpp"

namespace dlflow::models {
namespace {

struct Options : RecurrentOptions {};

Drawing draw(const Options& x) {
  Drawing out;
  out.sequence = recurrent_layers("lstm", x);
  return out;
}

}  // namespace

ModelKind lstm() {
  return network_template<Options, needs_sequences>(
      "lstm", "A network of LSTM layers, for series and for sequences of words.",
      "S. Hochreiter and J. Schmidhuber, Long short-term memory (1997)",
      "{units: [32, 32], bidirectional: true}");
}

}  // namespace dlflow::models
