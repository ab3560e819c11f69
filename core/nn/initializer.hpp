#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/base/random.hpp"

namespace dlflow::nn {

/// How a kernel begins, with Keras's names. The normal ones are cut at two standard deviations.
///
///   glorot: variance 2 / (fan_in + fan_out)    he: variance 2 / fan_in
enum class Initializer { glorot_uniform, glorot_normal, he_uniform, he_normal, zeros };
std::span<const std::string_view> names_of(Initializer);

/// Fills a kernel. Source: Glorot and Bengio (2010); He, Zhang, Ren, Sun (2015).
void initialize(Initializer how, std::size_t fan_in, std::size_t fan_out, RandomKey key,
                std::span<float> values);

/// Uniform in [-limit, limit).
void fill_uniform(double limit, RandomKey key, std::span<float> values);

}  // namespace dlflow::nn
