#include <cmath>

#include "core/kernels/cross_entropy.hpp"
#include "core/nn/losses/losses.hpp"

namespace dlflow::nn {
namespace {

struct BinaryCrossentropy {
  template <class T>
  static double run(const LossPass<T>& pass) {
    return kernels::sigmoid_cross_entropy(pass.rows, pass.scores, pass.labels, pass.weights,
                                          pass.scale, pass.gradient);
  }
  static void predict(std::size_t rows, std::size_t, const float* scores, double* predictions) {
    for (std::size_t n = 0; n < rows; ++n) {
      const double p = 1 / (1 + std::exp(-static_cast<double>(scores[n])));
      predictions[2 * n] = 1 - p;
      predictions[2 * n + 1] = p;
    }
  }
};

}  // namespace

LossKind binary_crossentropy() {
  return loss<BinaryCrossentropy>(
      "binary_crossentropy", "Mean -log of the probability of the true one of two classes.", true);
}

}  // namespace dlflow::nn
