#pragma once

#include <span>

#include "pipeline/models/linear_classifier.hpp"

namespace dlflow::models {

/// What every classifier shares that knows a score of each class seen for a row, the logarithm of
/// its joint probability up to a constant: probabilities are the softmax of the scores.
class ClassScorer : public Model {
 public:
  void fit(const data::Features& x, const data::Target& y, const FitContext& context) final;
  data::Predictions predict(const data::Features& x) const final;
  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const final;
  Archive save() const final;
  void load(const Archive& archive) final;

 protected:
  virtual void learn(ClassRows rows, const FitContext& context) = 0;
  /// Of row n; scores (M), overwritten
  virtual void score(const data::Features& x, std::size_t n, std::span<double> scores) const = 0;
  /// x (N, F) in f64 to scores (N, M)
  virtual graph::Expression lowered_scores(const graph::Expression& x) const = 0;
  virtual void put_into(Archive& archive) const = 0;
  /// Throws CorruptFile unless it finds what M classes of `inputs` columns need.
  virtual void take_from(const Archive& archive, std::size_t classes, std::size_t inputs) = 0;

 private:
  std::size_t inputs_ = 0;
  SeenClasses classes_;
};

}  // namespace dlflow::models
