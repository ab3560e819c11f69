#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/samples/augmentation.hpp"

namespace dlflow::samples {

/// Which old values of a line make up a new one, and with what weights.
struct LineWeights {
  std::size_t first = 0;
  std::vector<double> weights;  ///< sum to 1
};

/// A triangle as wide as a new value where the line shrinks, as an old one where it grows: linear
/// interpolation that averages over what it skips. One entry for each new value.
std::vector<LineWeights> triangle_weights(std::size_t from, std::size_t to);

/// Brings images of one size to another, (H, W, C) in row-major order, columns first made of rows.
class Resampling {
 public:
  /// `from` and `to` have the same channels.
  Resampling(ImageSize from, ImageSize to);
  void run(std::span<const float> from, std::span<float> to);
  /// Rounded to the nearest whole number.
  void run(std::span<const std::uint8_t> from, std::span<std::uint8_t> to);

 private:
  template <class Value, class Write>
  void pass(std::span<const Value> from, const Write& write);

  ImageSize from_, to_;
  std::vector<LineWeights> rows_, columns_;
  std::vector<double> middle_;  ///< new height, old width
};

}  // namespace dlflow::samples
