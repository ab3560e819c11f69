#include "core/kernels/cross_entropy.hpp"
#include "core/nn/losses/losses.hpp"
#include "core/nn/losses/rows.hpp"

namespace dlflow::nn {
namespace {

///   loss = weight[label] (max(z, 0) - z t + log(1 + exp(-|z|)))
///   t    = label (1 - smoothing) + smoothing / 2
class BinaryCrossentropy final : public TypedLoss<BinaryCrossentropy> {
 public:
  BinaryCrossentropy(const CrossEntropyOptions& options, std::size_t classes)
      : smoothing_(options.label_smoothing),
        class_weights_(class_weights(options.class_weights, classes)) {}

  template <class T>
  double sum(const LossPass<T>& pass) const {
    if (smoothing_ == 0 && class_weights_.values.empty())
      return kernels::sigmoid_cross_entropy(pass.rows, pass.scores, pass.labels, pass.weights,
                                            pass.scale, pass.gradient);
    const T smoothing = static_cast<T>(smoothing_);
    return sum_points(pass, [&](std::size_t n) -> Point<T> {
      const T z = pass.scores[n], weight = class_weights_.of<T>(pass.labels[n]);
      const T truth = static_cast<T>(pass.labels[n]) * (1 - smoothing) + smoothing / 2;
      const T e = std::exp(-std::abs(z)), p = (z >= 0 ? T{1} : e) / (1 + e);
      return {weight * ((z > 0 ? z : T{0}) - z * truth + std::log1p(e)), weight * (p - truth)};
    });
  }

  void predict(std::size_t rows, std::size_t, const float* scores,
               double* predictions) const override {
    predict_sigmoid(rows, scores, predictions);
  }
  void lower(graph::Graph& graph, std::size_t) const override { lower_sigmoid(graph); }

 private:
  double smoothing_;
  ClassWeights class_weights_;
};

}  // namespace

LossKind binary_crossentropy() {
  return schema::with_source(
      loss<BinaryCrossentropy, CrossEntropyOptions>(
          "binary_crossentropy", "Mean -log of the probability of the true one of two classes.",
          "{label_smoothing: 0.1}", {Target::binary}),
      "I. Good, Rational decisions (1952); as Keras's BinaryCrossentropy");
}

}  // namespace dlflow::nn
