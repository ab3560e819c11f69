#include "core/samples/augmentation.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace dlflow::samples {
namespace {

/// Where the pixel (row, column) of the new image comes from in the old one:
///   source = centre + matrix * (target - centre) - move
struct Mapping {
  double yy = 1, yx = 0, xy = 0, xx = 1, move_y = 0, move_x = 0;
  bool is_exact = true;  ///< every source is a pixel or its mirror image
};

double within(RandomStream& random, double largest) { return (2 * random.uniform() - 1) * largest; }

/// The numbers are drawn in a fixed order, whether or not they are used, so that switching one
/// change on does not move the others.
Mapping draw_mapping(const Augmentation& a, ImageSize size, RandomStream& random) {
  const bool is_mirrored = random.uniform() < 0.5, is_upset = random.uniform() < 0.5;
  const double turn = within(random, a.rotate) * std::numbers::pi / 180;
  const double factor = 1 / (1 + within(random, a.zoom));
  const double move_y = within(random, a.shift) * static_cast<double>(size.height);
  const double move_x = within(random, a.shift) * static_cast<double>(size.width);
  const double flip_y = a.flip_vertical && is_upset ? -1 : 1;
  const double flip_x = a.flip_horizontal && is_mirrored ? -1 : 1;
  Mapping m;
  m.yy = flip_y * factor * std::cos(turn);
  m.yx = flip_y * factor * -std::sin(turn);
  m.xy = flip_x * factor * std::sin(turn);
  m.xx = flip_x * factor * std::cos(turn);
  m.move_y = move_y;
  m.move_x = move_x;
  m.is_exact = a.shift <= 0 && a.rotate <= 0 && a.zoom <= 0;
  return m;
}

/// The image resampled at the places of the mapping.
class Resampling {
 public:
  Resampling(const Augmentation& a, ImageSize size, std::span<const float> from)
      : fills_with_edge_(a.fills_with_edge),
        fill_(static_cast<float>(a.fill)),
        height_(static_cast<std::ptrdiff_t>(size.height)),
        width_(static_cast<std::ptrdiff_t>(size.width)),
        channels_(static_cast<std::ptrdiff_t>(size.channels)),
        from_(from) {}

  void run(const Mapping& m, std::span<float> to) const {
    const double cy = static_cast<double>(height_ - 1) / 2;
    const double cx = static_cast<double>(width_ - 1) / 2;
    float* out = to.data();
    for (std::ptrdiff_t row = 0; row < height_; ++row)
      for (std::ptrdiff_t column = 0; column < width_; ++column, out += channels_) {
        const double dy = static_cast<double>(row) - cy, dx = static_cast<double>(column) - cx;
        sample(cy + m.yy * dy + m.yx * dx - m.move_y, cx + m.xy * dy + m.xx * dx - m.move_x, out);
      }
  }

 private:
  void sample(double y, double x, float* out) const {
    const double top = std::floor(y), left = std::floor(x);
    const double fy = y - top, fx = x - left;
    const auto row = static_cast<std::ptrdiff_t>(top), column = static_cast<std::ptrdiff_t>(left);
    for (std::ptrdiff_t c = 0; c < channels_; ++c) {
      const double upper = at(row, column, c) * (1 - fx) + at(row, column + 1, c) * fx;
      const double lower = at(row + 1, column, c) * (1 - fx) + at(row + 1, column + 1, c) * fx;
      out[c] = static_cast<float>(upper * (1 - fy) + lower * fy);
    }
  }
  double at(std::ptrdiff_t row, std::ptrdiff_t column, std::ptrdiff_t channel) const {
    const bool is_outside = row < 0 || column < 0 || row >= height_ || column >= width_;
    if (is_outside && !fills_with_edge_) return fill_;
    row = std::clamp<std::ptrdiff_t>(row, 0, height_ - 1);
    column = std::clamp<std::ptrdiff_t>(column, 0, width_ - 1);
    return from_[static_cast<std::size_t>((row * width_ + column) * channels_ + channel)];
  }

  bool fills_with_edge_;
  float fill_;
  std::ptrdiff_t height_, width_, channels_;
  std::span<const float> from_;
};

/// A flip alone moves pixels and computes nothing.
void flip(const Mapping& m, ImageSize size, std::span<const float> from, std::span<float> to) {
  const bool is_upset = m.yy < 0, is_mirrored = m.xx < 0;
  float* out = to.data();
  for (std::size_t row = 0; row < size.height; ++row)
    for (std::size_t column = 0; column < size.width; ++column, out += size.channels) {
      const std::size_t y = is_upset ? size.height - 1 - row : row;
      const std::size_t x = is_mirrored ? size.width - 1 - column : column;
      std::copy_n(from.begin() + static_cast<std::ptrdiff_t>((y * size.width + x) * size.channels),
                  size.channels, out);
    }
}

void change_light(const Augmentation& a, RandomStream& random, std::span<float> image) {
  const double added = within(random, a.brightness) * a.range;
  const double factor = 1 + within(random, a.contrast);
  if (a.brightness <= 0 && a.contrast <= 0) return;
  double sum = 0;
  for (const float pixel : image) sum += pixel;
  const double mean = sum / static_cast<double>(image.size());
  for (float& pixel : image)
    pixel = static_cast<float>(mean + (static_cast<double>(pixel) - mean) * factor + added);
}

void cut_out(const Augmentation& a, ImageSize size, RandomStream& random, std::span<float> image) {
  if (a.cutout <= 0) return;
  const auto shorter = static_cast<double>(std::min(size.height, size.width));
  const auto side = static_cast<std::ptrdiff_t>(std::lround(a.cutout * shorter));
  const auto height = static_cast<std::ptrdiff_t>(size.height);
  const auto width = static_cast<std::ptrdiff_t>(size.width);
  const auto row = static_cast<std::ptrdiff_t>(random.below(size.height)) - side / 2;
  const auto column = static_cast<std::ptrdiff_t>(random.below(size.width)) - side / 2;
  for (std::ptrdiff_t y = std::max<std::ptrdiff_t>(row, 0); y < std::min(row + side, height); ++y)
    for (std::ptrdiff_t x = std::max<std::ptrdiff_t>(column, 0); x < std::min(column + side, width);
         ++x)
      std::fill_n(image.begin() + (y * width + x) * static_cast<std::ptrdiff_t>(size.channels),
                  size.channels, static_cast<float>(a.fill));
}

}  // namespace

void augment(const Augmentation& a, RandomKey key, ImageSize size, std::span<float> image,
             std::span<float> scratch) {
  RandomStream random(key);
  const Mapping mapping = draw_mapping(a, size, random);
  if (a.has_geometry()) {
    std::copy(image.begin(), image.end(), scratch.begin());
    if (mapping.is_exact)
      flip(mapping, size, scratch, image);
    else
      Resampling(a, size, scratch).run(mapping, image);
  }
  change_light(a, random, image);
  cut_out(a, size, random, image);
}

}  // namespace dlflow::samples
