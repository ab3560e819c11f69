#include "pipeline/data/images/picture.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/samples/resampling.hpp"

namespace dlflow::data {
namespace {

/// The formats that are met most often beside the two that are read.
std::string known_by_first_bytes(std::string_view file) {
  if (file.starts_with("GIF8")) return "a GIF";
  if (file.starts_with("BM")) return "a BMP";
  if (file.starts_with("II*") || file.starts_with("MM")) return "a TIFF";
  if (file.starts_with("RIFF") && file.substr(0, 12).ends_with("WEBP")) return "a WebP";
  if (file.substr(0, 12).find("ftyp") == 4) return "a HEIC, AVIF or film";
  return "";
}

}  // namespace

void require_pixels(std::uint64_t height, std::uint64_t width) {
  if (height > 0 && width > kMostPixels / height)
    throw BadPicture(fmt::format("{} x {} pixels are more than {}, the most that is decoded",
                                 counted(height), counted(width), counted(kMostPixels)),
                     "shrink the image");
}

Picture decode_picture(std::string_view file, UsefulSize useful) {
  if (file.empty()) throw BadPicture("the file is empty");
  if (file.starts_with("\x89PNG")) return decode_png(file);
  if (file.starts_with("\xFF\xD8")) return decode_jpeg(file, useful);
  const std::string known = known_by_first_bytes(file);
  throw BadPicture(
      known.empty() ? std::string("not an image: its first bytes are those of no PNG and no JPEG")
                    : fmt::format("{} by its first bytes; PNG and JPEG are read", known),
      known.empty() ? "remove the file, or convert it" : "convert it to PNG");
}

void turn_upright(Picture& picture, int orientation) {
  if (orientation <= 1 || orientation > 8) return;
  const std::size_t h = picture.height, w = picture.width, channels = picture.channels;
  // The first row lies at the top, bottom, left or right, the first column at one of the others.
  // Source: CIPA DC-008, Exchangeable image file format, 4.6.4 A.
  const bool is_sideways = orientation >= 5;
  const bool is_upside_down =
      orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  const bool is_mirrored = orientation == 2 || orientation == 3 || orientation >= 7;
  const std::size_t new_h = is_sideways ? w : h, new_w = is_sideways ? h : w;
  std::vector<std::uint8_t> out(picture.bytes.size());
  for (std::size_t y = 0; y < new_h; ++y)
    for (std::size_t x = 0; x < new_w; ++x) {
      std::size_t from_y = is_sideways ? x : y, from_x = is_sideways ? y : x;
      if (is_upside_down) from_y = h - 1 - from_y;
      if (is_mirrored) from_x = w - 1 - from_x;
      std::copy_n(&picture.bytes[(from_y * w + from_x) * channels], channels,
                  &out[(y * new_w + x) * channels]);
    }
  picture.bytes = std::move(out);
  picture.height = new_h;
  picture.width = new_w;
  picture.was_turned = true;
}

void resize_picture(Picture& picture, std::size_t height, std::size_t width) {
  if (picture.height == height && picture.width == width) return;
  std::vector<std::uint8_t> out(height * width * picture.channels);
  samples::Resampling({picture.height, picture.width, picture.channels},
                      {height, width, picture.channels})
      .run(picture.bytes, out);
  picture.bytes = std::move(out);
  picture.height = height;
  picture.width = width;
  picture.was_resized = true;
}

void recolour_picture(Picture& picture, std::size_t channels) {
  if (picture.channels == channels) return;
  std::vector<std::uint8_t> out(picture.pixels() * channels);
  const auto& from = picture.bytes;
  for (std::size_t i = 0; i < picture.pixels(); ++i) {
    if (channels == 3)
      std::fill_n(&out[3 * i], 3, from[i]);
    else
      // In whole numbers, so that every processor rounds alike.
      out[i] = static_cast<std::uint8_t>(
          (299u * from[3 * i] + 587u * from[3 * i + 1] + 114u * from[3 * i + 2] + 500u) / 1000u);
  }
  picture.bytes = std::move(out);
  picture.channels = channels;
}

}  // namespace dlflow::data
