#include "core/samples/images.hpp"

#include <algorithm>
#include <numeric>

#include "core/base/error.hpp"

namespace dlflow::samples {
namespace {

void write_pixels(const ImageBlock& block, std::size_t image, std::span<float> out) {
  const std::size_t size = block.values_per_image();
  const auto begin = static_cast<std::ptrdiff_t>(image * size);
  if (block.has_bytes())
    std::copy_n(block.bytes.begin() + begin, size, out.begin());
  else
    std::copy_n(block.floats.begin() + begin, size, out.begin());
}

void apply_scale(const Images& images, std::span<float> out) {
  const std::size_t channels = images.scale.size();
  if (channels == 1) {
    const float scale = images.scale[0], shift = images.shift[0];
    for (float& value : out) value = value * scale + shift;
    return;
  }
  for (std::size_t i = 0; i < out.size(); i += channels)
    for (std::size_t c = 0; c < channels; ++c)
      out[i + c] = out[i + c] * images.scale[c] + images.shift[c];
}

}  // namespace

Images all_images(std::shared_ptr<const ImageBlock> block) {
  Images images;
  images.rows.resize(block->size());
  std::iota(images.rows.begin(), images.rows.end(), 0u);
  images.scale.assign(block->channels, 1);
  images.shift.assign(block->channels, 0);
  images.block = std::move(block);
  return images;
}

void write_image(const Images& images, std::size_t n, std::span<float> out) {
  DLFLOW_REQUIRE(out.size() == images.block->values_per_image(), "an image of another size");
  write_pixels(*images.block, images.rows[n], out);
  apply_scale(images, out);
}

void write_augmented(const Images& images, std::size_t n, RandomKey key, std::uint64_t epoch,
                     std::span<float> out, std::span<float> scratch) {
  if (images.augmentation.is_none()) return write_image(images, n, out);
  const ImageBlock& block = *images.block;
  DLFLOW_REQUIRE(out.size() == block.values_per_image() && scratch.size() >= out.size(),
                 "an image of another size");
  write_pixels(block, images.rows[n], out);
  augment(images.augmentation, key.with("augment").with(epoch).with(n), images.size_of_one(), out,
          scratch);
  apply_scale(images, out);
}

}  // namespace dlflow::samples
