#pragma once

#include <span>

#include "core/base/random.hpp"

namespace dlflow::nn {

/// gain Q of the matrix values (rows, values / rows): the columns of Q are orthonormal where it is
/// at least as high as wide, else its rows. Uniform over such matrices: the Q of a normal one with
/// the diagonal of R made positive.
/// Source: Saxe, McClelland, Ganguli (2014); Mezzadri (2007), How to generate random matrices.
void fill_orthogonal(double gain, std::size_t rows, RandomKey key, std::span<float> values);

}  // namespace dlflow::nn
