#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "core/base/random.hpp"

namespace dlflow::test {

/// The largest difference between a gradient and the central difference quotient of f at x,
/// relative to the largest entry of the gradient (at least 1e-3).
inline double gradient_error(const std::function<double()>& f, double* x, std::size_t n,
                             const double* gradient) {
  double worst = 0, size = 1e-3;
  for (std::size_t i = 0; i < n; ++i) {
    const double kept = x[i], h = 1e-5;
    x[i] = kept + h;
    const double above = f();
    x[i] = kept - h;
    const double below = f();
    x[i] = kept;
    worst = std::max(worst, std::abs((above - below) / (2 * h) - gradient[i]));
    size = std::max(size, std::abs(gradient[i]));
  }
  return worst / size;
}

inline std::vector<double> normals(std::size_t n, RandomKey key) {
  RandomStream stream(key);
  std::vector<double> values(n);
  for (double& value : values) value = stream.normal();
  return values;
}

}  // namespace dlflow::test
