#include "core/nn/layers/recurrent.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  RecurrentOptions common;
};

void describe(schema::Object& o, Options& x) { describe_recurrent(o, x.common); }

/// h_t = f(x_t kernel + h_t-1 recurrent_kernel + bias)
class SimpleRnn final : public RecurrentLayer {
 public:
  explicit SimpleRnn(const Options& options)
      : RecurrentLayer(options.common, {.cell = kernels::recurrent::Cell::simple}) {}
};

}  // namespace

LayerKind simple_rnn() {
  return schema::with_source(
      kind<SimpleRnn, Options>("simple_rnn", "A state fed back from step to step.",
                               {"{units: 4, return_sequences: true}",
                                {.common = {.units = 4, .return_sequences = true}},
                                {{5, 3}, {1, 1}, {3, 7}}}),
      "J. Elman, Finding structure in time (1990); as Keras's SimpleRNN");
}

}  // namespace dlflow::nn
