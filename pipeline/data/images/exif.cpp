#include <optional>

#include "pipeline/data/images/picture.hpp"

/// Source: CIPA DC-008, Exchangeable image file format, 4.5 and 4.6; ITU-T T.81, B.1.
namespace dlflow::data {
namespace {

/// Numbers of a TIFF structure, in its own byte order; none beyond its end.
class Tiff {
 public:
  explicit Tiff(std::string_view bytes) : bytes_(bytes), is_big_(bytes.starts_with("MM")) {}

  bool is_one() const { return bytes_.starts_with("MM") || bytes_.starts_with("II"); }
  std::optional<std::uint32_t> number(std::size_t at, std::size_t width) const {
    if (at > bytes_.size() || bytes_.size() - at < width) return std::nullopt;
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t shift = 8 * (is_big_ ? width - 1 - i : i);
      out |= std::uint32_t{static_cast<unsigned char>(bytes_[at + i])} << shift;
    }
    return out;
  }

 private:
  std::string_view bytes_;
  bool is_big_;
};

constexpr std::uint32_t kOrientation = 0x0112;

int orientation_in(std::string_view bytes) {
  const Tiff tiff(bytes);
  const auto first = tiff.is_one() ? tiff.number(4, 4) : std::nullopt;
  const auto count = first ? tiff.number(*first, 2) : std::nullopt;
  for (std::size_t i = 0; count && i < *count; ++i) {
    const std::size_t at = *first + 2 + 12 * i;
    if (tiff.number(at, 2) != kOrientation) continue;
    const auto value = tiff.number(at + 8, 2);
    return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
  }
  return 1;
}

}  // namespace

int exif_orientation(std::string_view jpeg) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  std::size_t at = 2;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(jpeg[i]); };
  while (at + 4 <= jpeg.size() && byte(at) == 0xFF) {
    const unsigned marker = byte(at + 1);
    if (marker == 0xFF) {
      ++at;
      continue;
    }
    const std::size_t length = std::size_t{byte(at + 2)} << 8 | byte(at + 3);
    // Behind the start of a scan there are no more such parts.
    if (marker == 0xDA || marker == 0xD9 || length < 2 || length > jpeg.size() - at - 2) return 1;
    const std::string_view part = jpeg.substr(at + 4, length - 2);
    if (marker == 0xE1 && part.starts_with(kExif)) return orientation_in(part.substr(6));
    at += 2 + length;
  }
  return 1;
}

}  // namespace dlflow::data
