#include "core/nn/initializer.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace dlflow::nn {
namespace {

/// Standard deviation of a standard normal cut at two: dividing by it restores the variance.
constexpr double kCutDeviation = 0.87962566103423978;

void fill_cut_normal(double deviation, RandomKey key, std::span<float> values) {
  RandomStream stream(key);
  for (float& value : values) {
    double drawn = stream.normal();
    while (std::abs(drawn) > 2) drawn = stream.normal();
    value = static_cast<float>(drawn * deviation / kCutDeviation);
  }
}

}  // namespace

std::span<const std::string_view> names_of(Initializer) {
  static constexpr std::array<std::string_view, 5> kNames{"glorot_uniform", "glorot_normal",
                                                          "he_uniform", "he_normal", "zeros"};
  return kNames;
}

void fill_uniform(double limit, RandomKey key, std::span<float> values) {
  RandomStream stream(key);
  for (float& value : values) value = static_cast<float>((2 * stream.uniform() - 1) * limit);
}

void initialize(Initializer how, std::size_t fan_in, std::size_t fan_out, RandomKey key,
                std::span<float> values) {
  const double in = static_cast<double>(fan_in), both = in + static_cast<double>(fan_out);
  switch (how) {
    case Initializer::glorot_uniform:
      return fill_uniform(std::sqrt(6 / both), key, values);
    case Initializer::glorot_normal:
      return fill_cut_normal(std::sqrt(2 / both), key, values);
    case Initializer::he_uniform:
      return fill_uniform(std::sqrt(6 / in), key, values);
    case Initializer::he_normal:
      return fill_cut_normal(std::sqrt(2 / in), key, values);
    case Initializer::zeros:
      std::fill(values.begin(), values.end(), 0.0F);
  }
}

}  // namespace dlflow::nn
