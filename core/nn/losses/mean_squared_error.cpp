#include "core/kernels/cross_entropy.hpp"
#include "core/nn/losses/losses.hpp"
#include "core/nn/losses/rows.hpp"

namespace dlflow::nn {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

class MeanSquaredError final : public TypedLoss<MeanSquaredError> {
 public:
  MeanSquaredError(const Options&, std::size_t) {}
  template <class T>
  double sum(const LossPass<T>& pass) const {
    return kernels::squared_error(pass.rows, pass.scores, pass.values, pass.weights, pass.scale,
                                  pass.gradient);
  }
  void predict(std::size_t rows, std::size_t, const float* scores,
               double* predictions) const override {
    for (std::size_t n = 0; n < rows; ++n) predictions[n] = scores[n];
  }
  void lower(graph::Graph& graph, std::size_t) const override { lower_values(graph); }
};

}  // namespace

LossKind mean_squared_error() {
  return schema::with_source(
      loss<MeanSquaredError, Options>("mean_squared_error", "Mean square of the difference.", "",
                                      {Target::regression}),
      "as Keras's MeanSquaredError");
}

}  // namespace dlflow::nn
