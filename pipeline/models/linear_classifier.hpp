#pragma once

#include <Eigen/Core>

#include "pipeline/models/linear_map.hpp"
#include "pipeline/models/model.hpp"
#include "pipeline/models/seen_classes.hpp"

namespace dlflow::models {

/// Rows to separate into the M classes that they have.
struct ClassRows {
  Eigen::MatrixXd features;                  ///< (N, F)
  std::vector<int> labels;                   ///< (N) in [0, M)
  std::vector<double> weights;               ///< (N)
  int classes = 2;                           ///< M
  const data::SparseRows* sparse = nullptr;  ///< (N, S) behind the features; null: there are none
};

/// What every classifier shares whose scores are linear: probabilities are the softmax of the
/// scores of the classes seen, or the logistic function of one score where there are two.
class LinearClassifier : public Model {
 public:
  void fit(const data::Features& x, const data::Target& y, const FitContext& context) final;
  data::Predictions predict(const data::Features& x) const final {
    return classes_.probabilities(map_.apply(x));
  }
  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const final {
    return classes_.lowered(map_.lower(graph, x), map_.outputs).name();
  }
  Archive save() const final;
  void load(const Archive& archive) final;
  std::size_t parameters() const final { return map_.coefficients.size() + map_.outputs; }

 protected:
  struct Solution {
    Eigen::MatrixXd coefficients;   ///< (F + S, M), or (F + S, 1) where M is 2
    Eigen::RowVectorXd intercepts;  ///< likewise
  };
  virtual Solution solve(ClassRows rows, const FitContext& context) const = 0;

 private:
  LinearMap map_;
  SeenClasses classes_;
};

/// The rows of one fit. Throws as the checks do.
ClassRows class_rows(const data::Features& x, const data::Target& y, const SeenClasses& classes,
                     const FitContext& context);

}  // namespace dlflow::models
