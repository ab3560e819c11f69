#include "core/samples/mixing.hpp"

#include <algorithm>
#include <cmath>

namespace dlflow::samples {
namespace {

/// From the gamma distribution of this shape, at least 1, and scale 1.
/// Source: Marsaglia and Tsang, A simple method for generating gamma variables (2000).
double draw_large_gamma(RandomStream& random, double shape) {
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = random.normal(), u = 1 - random.uniform();
    const double root = 1 + c * x, v = root * root * root;
    if (root > 0 && std::log(u) < x * x / 2 + d - d * v + d * std::log(v)) return d * v;
  }
}

double draw_gamma(RandomStream& random, double shape) {
  if (shape >= 1) return draw_large_gamma(random, shape);
  const double large = draw_large_gamma(random, shape + 1);
  return large * std::pow(1 - random.uniform(), 1 / shape);
}

/// From Beta(shape, shape).
double draw_beta(RandomStream& random, double shape) {
  const double a = draw_gamma(random, shape), b = draw_gamma(random, shape);
  // Both of a tiny shape may be too small for a double: then one of them is all.
  return a + b > 0 ? a / (a + b) : std::floor(2 * random.uniform());
}

double mix_values(double share, std::span<const float> other, std::span<float> image) {
  const auto own = static_cast<float>(share), rest = static_cast<float>(1 - share);
  for (std::size_t i = 0; i < image.size(); ++i) image[i] = own * image[i] + rest * other[i];
  return share;
}

/// Where a box about `centre` begins and ends within `extent`.
std::pair<std::size_t, std::size_t> side(double length, std::size_t centre, std::size_t extent) {
  const double half = length * static_cast<double>(extent) / 2, at = static_cast<double>(centre);
  const double end = std::min(at + half, static_cast<double>(extent));
  return {static_cast<std::size_t>(std::lround(std::max(at - half, 0.0))),
          static_cast<std::size_t>(std::lround(end))};
}

double paste_box(double share, RandomStream& random, ImageSize size, std::span<const float> other,
                 std::span<float> image) {
  const double length = std::sqrt(1 - share);
  const auto [top, bottom] = side(length, random.below(size.height), size.height);
  const auto [left, right] = side(length, random.below(size.width), size.width);
  for (std::size_t y = top; y < bottom; ++y) {
    const std::size_t begin = (y * size.width + left) * size.channels;
    std::copy_n(other.data() + begin, (right - left) * size.channels, image.data() + begin);
  }
  const auto pasted = static_cast<double>((bottom - top) * (right - left));
  return 1 - pasted / static_cast<double>(size.height * size.width);
}

}  // namespace

double mix(const Augmentation& a, RandomStream& random, ImageSize size,
           std::span<const float> other, std::span<float> image) {
  const bool pastes = a.cutmix > 0 && (a.mixup <= 0 || random.uniform() < 0.5);
  const double share = draw_beta(random, pastes ? a.cutmix : a.mixup);
  return pastes ? paste_box(share, random, size, other, image) : mix_values(share, other, image);
}

}  // namespace dlflow::samples
