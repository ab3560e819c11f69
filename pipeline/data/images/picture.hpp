#pragma once

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace dlflow::data {

/// One image of a file, upright, (H, W, C) in row-major order; C is 1 (grey) or 3 (RGB).
struct Picture {
  std::size_t height = 0, width = 0, channels = 0;
  std::vector<std::uint8_t> bytes;
  bool was_turned = false;       ///< as its EXIF orientation said
  bool was_transparent = false;  ///< in parts, which are on white now
  bool was_deep = false;         ///< 16 bits a value, rounded to 8
  bool was_resized = false;
  bool had_stray_bytes = false;  ///< between its parts; they mean nothing

  std::size_t pixels() const { return height * width; }
};

/// Why a file gives no picture, in words that follow its name, and the way out.
class BadPicture : public std::runtime_error {
 public:
  explicit BadPicture(const std::string& what, std::string hint = "")
      : std::runtime_error(what), hint_(std::move(hint)) {}
  const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

/// Nothing larger is decoded, whatever its header says.
inline constexpr std::uint64_t kMostPixels = std::uint64_t{64} << 20;

/// The smallest size that is of use; a decoder may halve the image down to twice of that, which is
/// quicker. 0: as it is.
struct UsefulSize {
  std::size_t height = 0, width = 0;
};

/// Decodes a PNG or a JPEG, told by its first bytes. Throws BadPicture.
Picture decode_picture(std::string_view file, UsefulSize useful);
Picture decode_png(std::string_view file);
Picture decode_jpeg(std::string_view file, UsefulSize useful);

/// The picture as a PNG file.
std::string encode_png(const Picture& picture);

/// Throws BadPicture when there are too many.
void require_pixels(std::uint64_t height, std::uint64_t width);

/// The orientation that the EXIF part of a JPEG asks for, 1 to 8; 1 where it says nothing.
int exif_orientation(std::string_view jpeg);
/// Turns and mirrors the picture so that an orientation of 1 is right for it.
void turn_upright(Picture& picture, int orientation);

/// Brings the picture to a size, height by width.
void resize_picture(Picture& picture, std::size_t height, std::size_t width);
/// Brings the picture to 1 or 3 channels: grey = 0.299 red + 0.587 green + 0.114 blue, rounded.
/// Source: ITU-R BT.601.
void recolour_picture(Picture& picture, std::size_t channels);

}  // namespace dlflow::data
