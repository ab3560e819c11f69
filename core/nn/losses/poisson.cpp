#include "core/nn/losses/losses.hpp"
#include "core/nn/losses/rows.hpp"

namespace dlflow::nn {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

/// loss = exp(z) - y z: the score is the logarithm of the expected count, so that no prediction is
/// negative. The negative log-likelihood of a count y, up to a term of y alone.
class Poisson final : public TypedLoss<Poisson> {
 public:
  Poisson(const Options&, std::size_t) {}
  template <class T>
  double sum(const LossPass<T>& pass) const {
    return sum_points(pass, [&](std::size_t n) -> Point<T> {
      const T z = pass.scores[n], expected = std::exp(z);
      return {expected - pass.values[n] * z, expected - pass.values[n]};
    });
  }
  void predict(std::size_t rows, std::size_t, const float* scores,
               double* predictions) const override {
    for (std::size_t n = 0; n < rows; ++n) predictions[n] = std::exp(double{scores[n]});
  }
  void lower(graph::Graph& graph, std::size_t) const override {
    lower_values(graph);
    graph.apply("exponential");
  }
};

}  // namespace

LossKind poisson() {
  LossKind kind =
      loss<Poisson, Options>("poisson", "Likelihood of counts, whose spread grows with their mean.",
                             "", {Target::regression});
  kind.reads_counts = true;
  return schema::with_source(
      kind,
      "J. Nelder and R. Wedderburn, Generalized linear models (1972); as PyTorch's PoissonNLLLoss");
}

}  // namespace dlflow::nn
