#pragma once

#include <string>

#include "pipeline/models/forwarding.hpp"

namespace dlflow::models {

/// What a kind of model does with sparse columns.
enum class Sparse {
  taken,  ///< reads them as they are where it suits the problem, else as below
  dense,  ///< is given them among the dense ones, where that is not too much
};

/// Why the sparse columns of the problem cannot be given among the dense ones; "" when they can.
std::string too_many_values(const Problem& problem);

/// The problem with its sparse columns counted among the dense ones.
Problem without_sparse(const Problem& problem);
/// The features with their sparse columns behind the dense ones, (N, F + S).
data::Features without_sparse(const data::Features& x);

/// The same of values in a graph.
data::LoweredFeatures without_sparse(graph::Graph& graph, const data::LoweredFeatures& x);

/// A model of dense columns behind features that have sparse ones.
class OverDense final : public Forwarding {
 public:
  using Forwarding::Forwarding;

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    model_->fit(without_sparse(x), y, context);
  }
  data::Predictions predict(const data::Features& x) const override {
    return model_->predict(without_sparse(x));
  }
  data::Predictions predict_or_stop(const data::Features& x, const StopFlag* stop) const override {
    return model_->predict_or_stop(without_sparse(x), stop);
  }
  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const override {
    return model_->lower(graph, without_sparse(graph, x));
  }
  std::optional<RateCurve> find_rate(const data::Features& x, const data::Target& y,
                                     const FitContext& context) override {
    return model_->find_rate(without_sparse(x), y, context);
  }
};

}  // namespace dlflow::models
