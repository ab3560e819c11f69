#pragma once

#include <algorithm>
#include <cmath>

namespace dlflow::nn {

/// log p[k] = z[k] - log sum_j exp(z[j]), without overflow: the constant to subtract from z.
template <class T>
T log_sum_exp(std::size_t classes, const T* z) {
  const T highest = *std::max_element(z, z + classes);
  T sum = 0;
  for (std::size_t k = 0; k < classes; ++k) sum += std::exp(z[k] - highest);
  return highest + std::log(sum);
}

}  // namespace dlflow::nn
