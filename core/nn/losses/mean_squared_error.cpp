#include "core/kernels/cross_entropy.hpp"
#include "core/nn/losses/losses.hpp"

namespace dlflow::nn {
namespace {

struct MeanSquaredError {
  template <class T>
  static double run(const LossPass<T>& pass) {
    return kernels::squared_error(pass.rows, pass.scores, pass.values, pass.weights, pass.scale,
                                  pass.gradient);
  }
  static void predict(std::size_t rows, std::size_t, const float* scores, double* predictions) {
    for (std::size_t n = 0; n < rows; ++n) predictions[n] = scores[n];
  }
};

}  // namespace

LossKind mean_squared_error() {
  return loss<MeanSquaredError>("mean_squared_error", "Mean square of the difference.", false);
}

}  // namespace dlflow::nn
