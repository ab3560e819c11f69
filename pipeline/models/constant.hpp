#pragma once

#include <vector>

#include "pipeline/models/kind.hpp"

namespace dlflow::models {

/// A value from the target's values and their weights (neither empty).
using Summary = double (*)(const std::vector<double>& values, const std::vector<double>& weights);

/// Predicts one number whatever the features: a summary of the training target.
class Constant : public Model {
 public:
  explicit Constant(Summary summary) : summary_(summary) {}
  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override;
  data::Predictions predict(const data::Features& x) const override;
  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const override;
  Archive save() const override;
  void load(const Archive& archive) override;
  std::size_t parameters() const override { return 1; }

 private:
  Summary summary_;
  double value_ = 0;
};

}  // namespace dlflow::models
