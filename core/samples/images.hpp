#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/samples/augmentation.hpp"
#include "core/tensor/aligned.hpp"

namespace dlflow::samples {

/// Images of one size, (N, H, W, C) in row-major order, as bytes or, where they are none, floats.
/// Made once, then shared and never changed.
struct ImageBlock {
  std::size_t height = 0, width = 0, channels = 0;
  std::vector<std::uint8_t> bytes;  ///< exactly one of the two holds the pixels
  AlignedVector<float> floats;

  bool has_bytes() const { return floats.empty(); }
  std::size_t values_per_image() const { return height * width * channels; }
  std::size_t size() const {
    return values_per_image() == 0
               ? 0
               : (has_bytes() ? bytes.size() : floats.size()) / values_per_image();
  }
  float pixel(std::size_t i) const {
    return has_bytes() ? static_cast<float>(bytes[i]) : floats[i];
  }
};

/// Some images of a block, in some order, as a model sees them:
///
///   value = pixel * scale[channel] + shift[channel]
///
/// Cheap to copy beside `rows`: the pixels stay where the reader put them.
struct Images {
  std::shared_ptr<const ImageBlock> block;  ///< null: there are no images
  std::vector<std::uint32_t> rows;          ///< image n is image rows[n] of the block
  std::vector<float> scale, shift;          ///< C of each
  Augmentation augmentation;                ///< for training batches; never for predictions

  std::size_t size() const { return rows.size(); }
  bool is_empty() const { return block == nullptr; }
  ImageSize size_of_one() const { return {block->height, block->width, block->channels}; }
};

/// All images of a block as they are: scale 1, shift 0.
Images all_images(std::shared_ptr<const ImageBlock> block);

/// Writes image n, (H, W, C).
void write_image(const Images& images, std::size_t n, std::span<float> out);

/// Writes image n as sample n of this epoch, (H, W, C): augmented, with numbers drawn from
/// (key, epoch, n) alone. `scratch` holds H * W * C values. Allocates nothing.
void write_augmented(const Images& images, std::size_t n, RandomKey key, std::uint64_t epoch,
                     std::span<float> out, std::span<float> scratch);

}  // namespace dlflow::samples
