#include "pipeline/data/images/thumbnail.hpp"

#include <algorithm>
#include <cmath>

#include "pipeline/data/images/picture.hpp"

namespace dlflow::data {
namespace {

/// What becomes black and what becomes white: 0 and 255 for bytes, the darkest and the brightest of
/// the image where bytes would be too dark to see, as those of 4 bits are, and for floats.
class Brightness {
 public:
  Brightness(const samples::ImageBlock& block, std::size_t begin) {
    constexpr float dark = 64;
    float low = block.pixel(begin), high = low;
    for (std::size_t i = begin; i < begin + block.values_per_image(); ++i) {
      low = std::min(low, block.pixel(i));
      high = std::max(high, block.pixel(i));
    }
    if (block.has_bytes() && high >= dark) return;
    low_ = low;
    high_ = high;
  }
  std::uint8_t operator()(float value) const {
    const float range = high_ > low_ ? high_ - low_ : 1;
    return static_cast<std::uint8_t>(std::lround(255 * (value - low_) / range));
  }

 private:
  float low_ = 0, high_ = 255;
};

}  // namespace

std::string thumbnail(const samples::ImageBlock& block, std::size_t n, std::size_t most) {
  const std::size_t begin = n * block.values_per_image();
  const Brightness brightness(block, begin);
  Picture picture;
  picture.height = block.height;
  picture.width = block.width;
  picture.channels = block.channels == 3 ? 3 : 1;
  for (std::size_t pixel = 0; pixel < picture.pixels(); ++pixel)
    for (std::size_t c = 0; c < picture.channels; ++c)
      picture.bytes.push_back(brightness(block.pixel(begin + pixel * block.channels + c)));
  const std::size_t longer = std::max(picture.height, picture.width);
  if (longer > most)
    resize_picture(picture, std::max<std::size_t>(1, picture.height * most / longer),
                   std::max<std::size_t>(1, picture.width * most / longer));
  return encode_png(picture);
}

}  // namespace dlflow::data
