#pragma once

#include <vector>

namespace dlflow::views {

/// The value below which a standard normal number lies with probability p in (0, 1): the inverse
/// of Phi, by Halley's steps from the rational start of Abramowitz and Stegun 26.2.23.
double normal_quantile(double p);
/// Phi(x), the distribution function of the standard normal.
double normal_share(double x);

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
  /// The value of a share or normal number, within the range of the training values.
  double inverse(double mapped) const;
};

}  // namespace dlflow::views
