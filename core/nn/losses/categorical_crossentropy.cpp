#include "core/kernels/cross_entropy.hpp"
#include "core/nn/losses/losses.hpp"
#include "core/nn/losses/rows.hpp"
#include "core/nn/losses/softmax.hpp"

namespace dlflow::nn {
namespace {

///   loss = weight[label] * -sum_k t[k] log p[k],   p = softmax(z)
///   t[k] = (k == label) (1 - smoothing) + smoothing / K
class CategoricalCrossentropy final : public TypedLoss<CategoricalCrossentropy> {
 public:
  CategoricalCrossentropy(const CrossEntropyOptions& options, std::size_t classes)
      : smoothing_(options.label_smoothing),
        class_weights_(class_weights(options.class_weights, classes)) {}

  template <class T>
  double sum(const LossPass<T>& pass) const {
    if (smoothing_ == 0 && class_weights_.values.empty())
      return kernels::softmax_cross_entropy(pass.rows, pass.outputs, pass.scores, pass.labels,
                                            pass.weights, pass.scale, pass.gradient);
    double loss = 0;
    for (std::size_t n = 0; n < pass.rows; ++n) loss += row(pass, n);
    return loss;
  }

  void predict(std::size_t rows, std::size_t outputs, const float* scores,
               double* predictions) const override {
    for (std::size_t i = 0; i < rows * outputs; ++i) predictions[i] = scores[i];
    kernels::softmax(rows, outputs, predictions);
  }
  void lower(graph::Graph& graph, std::size_t) const override { lower_softmax(graph); }

 private:
  template <class T>
  double row(const LossPass<T>& pass, std::size_t n) const {
    const std::size_t classes = pass.outputs;
    const T* z = pass.scores + n * classes;
    const T weight = class_weights_.of<T>(pass.labels[n]) * (pass.weights ? pass.weights[n] : T{1});
    const T shared = static_cast<T>(smoothing_) / static_cast<T>(classes);
    const T all = log_sum_exp(classes, z);
    T loss = 0;
    for (std::size_t k = 0; k < classes; ++k) {
      const bool is_true = k == static_cast<std::size_t>(pass.labels[n]);
      const T truth = shared + (is_true ? 1 - static_cast<T>(smoothing_) : T{0});
      loss += truth * (all - z[k]);
      if (pass.gradient)
        pass.gradient[n * classes + k] = weight * pass.scale * (std::exp(z[k] - all) - truth);
    }
    return static_cast<double>(weight) * static_cast<double>(loss);
  }

  double smoothing_;
  ClassWeights class_weights_;
};

}  // namespace

LossKind categorical_crossentropy() {
  return schema::with_source(
      loss<CategoricalCrossentropy, CrossEntropyOptions>(
          "categorical_crossentropy", "Mean -log of the probability of the true class.",
          "{label_smoothing: 0.1}", {Target::multiclass}),
      "I. Good, Rational decisions (1952); as Keras's CategoricalCrossentropy");
}

}  // namespace dlflow::nn
