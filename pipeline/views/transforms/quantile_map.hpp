#pragma once

#include <span>
#include <vector>

#include "core/graph/expression.hpp"

namespace dlflow::views {

/// The value below which a standard normal number lies with probability p in (0, 1): the inverse
/// of Phi, by Halley's steps from the rational start of Abramowitz and Stegun 26.2.23.
double normal_quantile(double p);
/// Phi(x), the distribution function of the standard normal.
double normal_share(double x);

/// Normal numbers end where the share is this far from 0 or 1, or they would be infinite.
inline constexpr double kNormalEdge = 1e-7;
/// The share of quantile i of so many.
double share_of_quantile(std::size_t i, std::size_t count);

/// Maps numbers by the quantiles of training values, to shares in [0, 1] or to normal numbers.
/// Equal to scikit-learn's QuantileTransformer, which looks at 100,000 rows at most; here all
/// count.
struct QuantileMap {
  bool is_normal = false;
  std::vector<double> quantiles;  ///< of the shares 0 .. 1 in equal steps; at least one, ascending

  /// `values`: at least one, none missing. `count`: quantiles wanted, no more than there are
  /// values.
  static QuantileMap fit(std::vector<double> values, std::size_t count, bool is_normal);
  double apply(double value) const;
  /// The same for each value; `to` may be `from`.
  void apply(std::span<const double> from, std::span<double> to) const;
  /// The share of each of (N, 1) values in a graph, cut at the edges.
  graph::Expression lowered_share(const graph::Expression& value) const;
  /// The value of a share or normal number, within the range of the training values.
  double inverse(double mapped) const;

 private:
  double mapped(double value, std::size_t below) const;
};

/// The normal numbers of shares in a graph, as apply gives them.
/// Source: Wichura, Algorithm AS 241: the percentage points of the normal distribution (1988).
graph::Expression lowered_normal(const graph::Expression& share);
/// What inverse makes of mapped values (N, 1).
graph::Expression lowered_inverse(const QuantileMap& map, const graph::Expression& mapped);

}  // namespace dlflow::views
