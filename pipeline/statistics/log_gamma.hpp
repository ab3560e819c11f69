#pragma once

#include <math.h>

namespace dlflow::statistics {

/// The logarithm of gamma; std::lgamma writes a global sign and is not for threads.
inline double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

}  // namespace dlflow::statistics
