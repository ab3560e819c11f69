#include <fmt/format.h>
#include <turbojpeg.h>

#include <algorithm>
#include <array>
#include <memory>

#include "core/base/error.hpp"
#include "pipeline/data/images/picture.hpp"

namespace dlflow::data {
namespace {

struct CloseDecoder {
  void operator()(void* decoder) const { tjDestroy(decoder); }
};
using Decoder = std::unique_ptr<void, CloseDecoder>;

/// What the library says, without its prefix and the numbers that only its authors can use.
std::string error_of(const Decoder& decoder) {
  std::string text = tjGetErrorStr2(decoder.get());
  if (const auto colon = text.find("(): "); colon != text.npos) text.erase(0, colon + 4);
  return text;
}

/// Complaints that concern no pixel.
bool is_harmless(const std::string& complaint) {
  return complaint.find("extraneous bytes before marker") != complaint.npos ||
         complaint.find("unknown JFIF revision") != complaint.npos;
}

/// The size an image of 1/2, 1/4 or 1/8 has; the smallest that is still twice what is useful.
tjscalingfactor scaling(std::size_t height, std::size_t width, UsefulSize useful) {
  for (const int divisor : {8, 4, 2})
    if (useful.height > 0 && height / static_cast<std::size_t>(divisor) >= 2 * useful.height &&
        width / static_cast<std::size_t>(divisor) >= 2 * useful.width)
      return {1, divisor};
  return {1, 1};
}

}  // namespace

Picture decode_jpeg(std::string_view file, UsefulSize useful) {
  const Decoder decoder(tjInitDecompress());
  DLFLOW_REQUIRE(decoder != nullptr, "the JPEG library cannot start");
  const auto* bytes = reinterpret_cast<const unsigned char*>(file.data());
  int width = 0, height = 0, sampling = 0, colours = 0;
  if (tjDecompressHeader3(decoder.get(), bytes, file.size(), &width, &height, &sampling,
                          &colours) != 0)
    throw BadPicture(fmt::format("not a whole JPEG: {}", error_of(decoder)));
  require_pixels(static_cast<std::uint64_t>(height), static_cast<std::uint64_t>(width));
  if (colours == TJCS_CMYK || colours == TJCS_YCCK)
    throw BadPicture("a JPEG of CMYK colours, which are made for printing", "convert it to RGB");
  const int orientation = exif_orientation(file);
  if (orientation >= 5) std::swap(useful.height, useful.width);
  const tjscalingfactor scale =
      scaling(static_cast<std::size_t>(height), static_cast<std::size_t>(width), useful);
  Picture out;
  out.height = static_cast<std::size_t>(TJSCALED(height, scale));
  out.width = static_cast<std::size_t>(TJSCALED(width, scale));
  out.channels = colours == TJCS_GRAY ? 1 : 3;
  out.bytes.resize(out.pixels() * out.channels);
  const int result = tjDecompress2(decoder.get(), bytes, file.size(), out.bytes.data(),
                                   static_cast<int>(out.width), 0, static_cast<int>(out.height),
                                   out.channels == 1 ? TJPF_GRAY : TJPF_RGB,
                                   TJFLAG_ACCURATEDCT | TJFLAG_LIMITSCANS);
  if (result != 0) {
    const std::string complaint = error_of(decoder);
    if (!is_harmless(complaint)) throw BadPicture("not a whole JPEG: " + complaint);
    out.had_stray_bytes = true;
  }
  turn_upright(out, orientation);
  return out;
}

}  // namespace dlflow::data
