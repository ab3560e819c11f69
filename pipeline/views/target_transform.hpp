#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/base/archive.hpp"
#include "core/graph/graph.hpp"
#include "pipeline/data/features.hpp"

namespace dlflow::views {

/// What a model learns in place of the target of a regression.
enum class TargetScale { none, log1p, standardize, yeo_johnson, quantile };
std::span<const std::string_view> names_of(TargetScale);

/// A target transform fitted on training rows. Predictions go back by `invert`, before anything
/// looks at them.
class TargetTransform {
 public:
  TargetTransform() = default;  ///< none
  /// Throws UserError (data): the values are not what the transform takes.
  static TargetTransform fit(TargetScale scale, const std::vector<double>& values);

  void apply(std::vector<double>& values) const;
  /// A model's prediction in units of the target. What lies beyond the reach of a power or of the
  /// quantiles becomes the nearest training value.
  void invert(data::Predictions& predictions) const;

  /// What invert does, over predictions (N, 1) of a graph.
  std::string lower(graph::Graph& graph, const std::string& predictions) const;
  Archive save() const;
  /// Throws CorruptFile.
  static TargetTransform load(const Archive& archive);
  bool operator==(const TargetTransform&) const = default;

 private:
  double transformed(double value) const;
  double inverted(double value) const;

  TargetScale scale_ = TargetScale::none;
  double low_ = 0, high_ = 0;    ///< ends of the training values
  std::vector<double> numbers_;  ///< mean and deviation, behind lambda for a power; or quantiles
};

}  // namespace dlflow::views
