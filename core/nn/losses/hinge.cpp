#include "core/nn/losses/losses.hpp"
#include "core/nn/losses/rows.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  std::vector<double> class_weights;
};

void describe(schema::Object& o, Options& x) { describe_class_weights(o, x.class_weights); }

/// loss = weight[label] max(0, 1 - y z)^power with y = -1 or 1 and the power 1 or 2. A margin is no
/// probability: sigmoid(z) stands for it, which keeps the order and the cut between the classes.
template <int Power>
class Hinge final : public TypedLoss<Hinge<Power>> {
 public:
  Hinge(const Options& options, std::size_t classes)
      : class_weights_(class_weights(options.class_weights, classes)) {}

  template <class T>
  double sum(const LossPass<T>& pass) const {
    return sum_points(pass, [&](std::size_t n) -> Point<T> {
      const T y = pass.labels[n] == 1 ? T{1} : T{-1}, missing = 1 - y * pass.scores[n];
      const T weight = class_weights_.of<T>(pass.labels[n]);
      if (missing <= 0) return {0, 0};
      if constexpr (Power == 1) return {weight * missing, -weight * y};
      return {weight * missing * missing, -2 * weight * y * missing};
    });
  }

  void predict(std::size_t rows, std::size_t, const float* scores,
               double* predictions) const override {
    predict_sigmoid(rows, scores, predictions);
  }
  void lower(graph::Graph& graph, std::size_t) const override { lower_sigmoid(graph); }

 private:
  ClassWeights class_weights_;
};

}  // namespace

LossKind hinge() {
  return schema::with_source(
      loss<Hinge<1>, Options>("hinge", "What is missing to a margin of 1, as a linear SVM has.",
                              "{class_weights: [1, 2]}", {Target::binary}),
      "C. Cortes and V. Vapnik, Support-vector networks (1995); as Keras's Hinge");
}

LossKind squared_hinge() {
  return schema::with_source(
      loss<Hinge<2>, Options>("squared_hinge", "Square of what is missing to a margin of 1.",
                              "{class_weights: [1, 2]}", {Target::binary}),
      "as Keras's SquaredHinge");
}

}  // namespace dlflow::nn
