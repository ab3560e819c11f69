#include "core/kernels/cross_entropy.hpp"
#include "core/nn/losses/losses.hpp"
#include "core/nn/losses/rows.hpp"
#include "core/nn/losses/softmax.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  double gamma = 2;
  std::vector<double> class_weights;
};

void describe(schema::Object& o, Options& x) {
  o.field("gamma", x.gamma, "How much rows that are already right are played down.").at_least(0);
  describe_class_weights(o, x.class_weights);
  o.scalar_form("gamma");
}

///   loss = -weight[label] (1 - p)^gamma log p,   p the probability of the true class
///
/// With one score p is sigmoid(z) or sigmoid(-z), with K it is softmax(z)[label]. The paper's (and
/// Keras's) alpha is a weight of the classes.
/// Source: Lin, Goyal, Girshick, He, Dollar (2017), 3.
class Focal final : public TypedLoss<Focal> {
 public:
  Focal(const Options& options, std::size_t classes)
      : gamma_(options.gamma), class_weights_(class_weights(options.class_weights, classes)) {}

  template <class T>
  double sum(const LossPass<T>& pass) const {
    if (pass.outputs > 1) {
      double loss = 0;
      for (std::size_t n = 0; n < pass.rows; ++n) loss += row(pass, n);
      return loss;
    }
    return sum_points(pass, [&](std::size_t n) -> Point<T> {
      const T sign = pass.labels[n] == 1 ? T{1} : T{-1}, z = sign * pass.scores[n];
      const T e = std::exp(-std::abs(z)), rest = (z >= 0 ? e : T{1}) / (1 + e);
      const Point<T> here = at((z < 0 ? z : T{0}) - std::log1p(e), rest);
      const T weight = class_weights_.of<T>(pass.labels[n]);
      return {weight * here.loss, weight * sign * rest * here.slope};
    });
  }

  void predict(std::size_t rows, std::size_t outputs, const float* scores,
               double* predictions) const override {
    if (outputs == 1) return predict_sigmoid(rows, scores, predictions);
    for (std::size_t i = 0; i < rows * outputs; ++i) predictions[i] = scores[i];
    kernels::softmax(rows, outputs, predictions);
  }
  void lower(graph::Graph& graph, std::size_t outputs) const override {
    if (outputs == 1) return lower_sigmoid(graph);
    lower_softmax(graph);
  }

 private:
  /// The loss at log p with rest = 1 - p, and its slope in log p:
  ///   gamma p (1 - p)^(gamma - 1) log p - (1 - p)^gamma
  template <class T>
  Point<T> at(T log_p, T rest) const {
    const T gamma = static_cast<T>(gamma_), power = std::pow(rest, gamma);
    // rest^(gamma - 1) has no limit at rest = 0 where gamma < 1, but log p = -rest there.
    const T bend = rest > 0 ? gamma * (power / rest) * (1 - rest) * log_p : T{0};
    return {-power * log_p, bend - power};
  }

  template <class T>
  double row(const LossPass<T>& pass, std::size_t n) const {
    const std::size_t classes = pass.outputs, label = static_cast<std::size_t>(pass.labels[n]);
    const T* z = pass.scores + n * classes;
    const T weight = class_weights_.of<T>(pass.labels[n]) * (pass.weights ? pass.weights[n] : T{1});
    const T all = log_sum_exp(classes, z);
    T rest = 0;  // summed over the others: 1 - p would cancel
    for (std::size_t k = 0; k < classes; ++k)
      if (k != label) rest += std::exp(z[k] - all);
    const Point<T> here = at(z[label] - all, rest);
    if (pass.gradient)
      for (std::size_t k = 0; k < classes; ++k)
        pass.gradient[n * classes + k] =
            weight * pass.scale * here.slope * (k == label ? rest : -std::exp(z[k] - all));
    return static_cast<double>(weight) * static_cast<double>(here.loss);
  }

  double gamma_;
  ClassWeights class_weights_;
};

}  // namespace

LossKind focal() {
  return schema::with_source(
      loss<Focal, Options>("focal", "Cross-entropy that looks at the rows still wrong.",
                           "{gamma: 2}", {Target::binary, Target::multiclass}),
      "T. Lin, P. Goyal, R. Girshick, K. He and P. Dollar, Focal loss for dense object detection "
      "(2017)");
}

}  // namespace dlflow::nn
