#pragma once

#include <cstdint>
#include <span>

#include "core/base/random.hpp"

namespace dlflow::samples {

/// Random changes to a training image that leave its meaning: each is drawn anew for every sample
/// and epoch. Shares count from the side of the image. All zeros and false: nothing changes.
struct Augmentation {
  bool flip_horizontal = false;  ///< mirrored left to right, every second time
  bool flip_vertical = false;
  double shift = 0;             ///< moved by up to this share of height and width
  double rotate = 0;            ///< turned by up to as many degrees either way
  double zoom = 0;              ///< enlarged or shrunk by up to this share
  double brightness = 0;        ///< up to this share of the range of values is added
  double contrast = 0;          ///< distance to the image's mean times 1 - share to 1 + share
  double cutout = 0;            ///< a square of this share of the shorter side becomes `fill`
  double mixup = 0;             ///< mixed with another image by a share drawn from Beta(m, m)
  double cutmix = 0;            ///< a box is that of another image; its area from Beta(c, c)
  bool fills_with_edge = true;  ///< what comes in from outside: the nearest pixel, else `fill`
  double fill = 0;              ///< the pixel value of nothing
  double range = 255;           ///< of pixel values: what `brightness` is a share of

  bool has_geometry() const {
    return flip_horizontal || flip_vertical || shift > 0 || rotate > 0 || zoom > 0;
  }
  bool mixes() const { return mixup > 0 || cutmix > 0; }
  bool is_none() const {
    return !has_geometry() && !mixes() && brightness <= 0 && contrast <= 0 && cutout <= 0;
  }
  bool operator==(const Augmentation&) const = default;
};

struct ImageSize {
  std::size_t height = 0, width = 0, channels = 0;
};

/// Changes the pixels in place with numbers drawn from `key`: mirrored, moved, turned and zoomed
/// about the centre in one resampling (bilinear; exact where nothing but a flip is asked for), then
/// brightness, contrast, cutout. `scratch` is as large as `image`. Allocates nothing.
void augment(const Augmentation& augmentation, RandomKey key, ImageSize size,
             std::span<float> image, std::span<float> scratch);

}  // namespace dlflow::samples
