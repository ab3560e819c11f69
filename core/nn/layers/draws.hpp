#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "core/base/random.hpp"

namespace dlflow::nn {

/// Calls use(i, word) for each of `size` values of one row, with a random word that depends on the
/// key (layer and epoch), the sample and i alone, never on the batch.
template <class Use>
void draw_words(RandomKey key, std::uint32_t sample, std::size_t size, const Use& use) {
  for (std::size_t i = 0; i < size; i += 4) {
    const auto words = philox({static_cast<std::uint32_t>(i / 4), 0, sample, 0}, key.value());
    for (std::size_t j = i; j < std::min(i + 4, size); ++j) use(j, words[j - i]);
  }
}

/// The same with standard normal numbers (Box and Muller; both values of a pair are used).
template <class Use>
void draw_normals(RandomKey key, std::uint32_t sample, std::size_t size, const Use& use) {
  constexpr double kTurn = 6.283185307179586;
  for (std::size_t i = 0; i < size; i += 4) {
    const auto words = philox({static_cast<std::uint32_t>(i / 4), 0, sample, 0}, key.value());
    std::array<double, 4> values;
    for (std::size_t pair = 0; pair < 4; pair += 2) {
      const double radius = std::sqrt(-2 * std::log((words[pair] + 0.5) * 0x1p-32));
      const double angle = kTurn * words[pair + 1] * 0x1p-32;
      values[pair] = radius * std::cos(angle);
      values[pair + 1] = radius * std::sin(angle);
    }
    for (std::size_t j = i; j < std::min(i + 4, size); ++j) use(j, values[j - i]);
  }
}

/// `rate` of 2^32, so that a word is below it with that probability.
inline std::uint64_t word_limit(double rate) {
  return static_cast<std::uint64_t>(std::llround(rate * 0x1p32));
}

}  // namespace dlflow::nn
