#pragma once

#include "pipeline/data/features.hpp"

namespace dlflow::models {

// Products with sparse rows A (N, S), in one order of summation. Blocks of double are column-major;
// `theta` has `stride` values from one column to the next, of which the first S count.

/// out (N, M) += A theta, theta (S, M)
void add_product(const data::SparseRows& a, const double* theta, std::size_t stride,
                 std::size_t outputs, double* out);

/// theta (S, M) += A' r, r (N, M)
void add_transposed_product(const data::SparseRows& a, const double* r, std::size_t outputs,
                            double* theta, std::size_t stride);

/// out (S) += the sums of weight times value squared, of each column
void add_weighted_squares(const data::SparseRows& a, const double* weights, double* out);

}  // namespace dlflow::models
