#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "core/nn/loss.hpp"

// What the files of this folder share. Seen by them alone.
namespace dlflow::nn {

/// The loss of one row and its slope in the row's only score.
template <class T>
struct Point {
  T loss, slope;
};

/// Sums point(n) over the rows of one score each, with weights, scale and gradient applied.
template <class T, class Function>
double sum_points(const LossPass<T>& pass, Function point) {
  double sum = 0;
  for (std::size_t n = 0; n < pass.rows; ++n) {
    const Point<T> here = point(n);
    const T weight = pass.weights ? pass.weights[n] : T{1};
    sum += static_cast<double>(weight) * static_cast<double>(here.loss);
    if (pass.gradient) pass.gradient[n] = weight * pass.scale * here.slope;
  }
  return sum;
}

// What Loss::predict makes of scores, appended to a graph.
void lower_values(graph::Graph& graph);
void lower_sigmoid(graph::Graph& graph);
void lower_softmax(graph::Graph& graph);

/// A loss of the difference `score - value`: Derived::at(difference) is its Point.
template <class Derived>
class DifferenceLoss : public TypedLoss<Derived> {
 public:
  template <class T>
  double sum(const LossPass<T>& pass) const {
    const Derived& self = static_cast<const Derived&>(*this);
    return sum_points(pass,
                      [&](std::size_t n) { return self.at(pass.scores[n] - pass.values[n]); });
  }
  void predict(std::size_t rows, std::size_t, const float* scores,
               double* predictions) const override {
    for (std::size_t n = 0; n < rows; ++n) predictions[n] = scores[n];
  }
  void lower(graph::Graph& graph, std::size_t) const override { lower_values(graph); }
};

/// (rows, 2) probabilities of two classes from one logit each.
inline void predict_sigmoid(std::size_t rows, const float* scores, double* predictions) {
  for (std::size_t n = 0; n < rows; ++n) {
    const double p = 1 / (1 + std::exp(-static_cast<double>(scores[n])));
    predictions[2 * n] = 1 - p;
    predictions[2 * n + 1] = p;
  }
}

/// A factor on the loss of each class, in their order; empty: all 1.
struct ClassWeights {
  std::vector<double> values;

  template <class T>
  T of(std::int32_t label) const {
    return values.empty() ? T{1} : static_cast<T>(values[static_cast<std::size_t>(label)]);
  }
};
void describe_class_weights(schema::Object& o, std::vector<double>& values);
/// Throws UserError (configuration) when there is not one for each class.
ClassWeights class_weights(const std::vector<double>& values, std::size_t classes);

/// Options of both cross-entropies.
struct CrossEntropyOptions {
  std::vector<double> class_weights;
  double label_smoothing = 0;
};
void describe(schema::Object& o, CrossEntropyOptions& x);

}  // namespace dlflow::nn
