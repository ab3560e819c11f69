#include "core/kernels/cross_entropy.hpp"
#include "core/nn/losses/losses.hpp"

namespace dlflow::nn {
namespace {

struct CategoricalCrossentropy {
  template <class T>
  static double run(const LossPass<T>& pass) {
    return kernels::softmax_cross_entropy(pass.rows, pass.outputs, pass.scores, pass.labels,
                                          pass.weights, pass.scale, pass.gradient);
  }
  static void predict(std::size_t rows, std::size_t outputs, const float* scores,
                      double* predictions) {
    for (std::size_t i = 0; i < rows * outputs; ++i) predictions[i] = scores[i];
    kernels::softmax(rows, outputs, predictions);
  }
};

}  // namespace

LossKind categorical_crossentropy() {
  return loss<CategoricalCrossentropy>("categorical_crossentropy",
                                       "Mean -log of the probability of the true class.", true);
}

}  // namespace dlflow::nn
