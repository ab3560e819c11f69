#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/random.hpp"
#include "core/schema/schema.hpp"

namespace dlflow::nn {

/// How a parameter begins, with Keras's names and defaults; its own numbers are those of `kind`:
///
///   zeros, ones, constant (value: 0)
///   random_uniform    in [minval, maxval) = [-0.05, 0.05)
///   random_normal     mean 0, stddev 0.05
///   truncated_normal  the same, drawn again beyond two standard deviations
///   glorot_*          variance 2 / (fan_in + fan_out)
///   he_*, lecun_*     variance 2 / fan_in, 1 / fan_in
///   orthogonal        gain (1) times a matrix with orthonormal columns or rows
///   identity          gain (1) times the identity
///
/// The normal ones of glorot, he and lecun are cut at two standard deviations, with the variance
/// of what remains.
struct Initializer {
  enum Kind {
    zeros,
    ones,
    constant,
    random_uniform,
    random_normal,
    truncated_normal,
    glorot_uniform,
    glorot_normal,
    he_uniform,
    he_normal,
    lecun_uniform,
    lecun_normal,
    orthogonal,
    identity,
  };
  Kind kind = glorot_uniform;
  std::optional<double> value, minval, maxval, mean, stddev, gain;

  Initializer(Kind k = glorot_uniform) : kind(k) {}  // a kind is one with its defaults
};
std::span<const std::string_view> names_of(Initializer::Kind);
/// `kernel_initializer: he_normal` or `{kind: random_normal, stddev: 0.1}`.
void describe(schema::Object& o, Initializer& x);

/// Fills a parameter seen as the matrix (fan_in, values / fan_in): the kernel of a dense layer, or
/// of a convolution (height * width * channels, filters).
/// Throws UserError (configuration) for the identity of a kernel that has a window.
/// Source: Glorot and Bengio (2010); He, Zhang, Ren, Sun (2015); LeCun, Bottou, Orr, Mueller
/// (1998); Saxe, McClelland, Ganguli (2014).
void initialize(const Initializer& how, std::size_t fan_in, std::size_t fan_out, RandomKey key,
                std::span<float> values);

/// Uniform in [-limit, limit).
void fill_uniform(double limit, RandomKey key, std::span<float> values);

}  // namespace dlflow::nn
