#pragma once

#include <cstddef>

namespace dlflow::models {

// Products with a tall matrix A (N, P) of few columns, all blocks column-major without gaps. Sums
// run in one order for any vector width, so the bits are the same on every machine.

/// out (N, M) = A theta, theta (P, M)
void multiply(const double* a, std::size_t rows, std::size_t columns, const double* theta,
              std::size_t outputs, double* out);

/// out (P, M) = A' r, r (N, M)
void multiply_transposed(const double* a, std::size_t rows, std::size_t columns, const double* r,
                         std::size_t outputs, double* out);

/// y (N) += factor x
void add_multiple(std::size_t rows, double factor, const double* x, double* y);

}  // namespace dlflow::models
