#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <cstdio>

#include "core/base/error.hpp"
#include "pipeline/data/images/picture.hpp"

namespace dlflow::data {
namespace {

/// Of texts and colour profiles, which nobody looks at.
constexpr png_alloc_size_t kMostChunk = png_alloc_size_t{8} << 20;

/// What libpng works on. An error of it jumps back to the step that was begun.
struct PngInput {
  explicit PngInput(std::string_view bytes) : file(bytes) {}
  ~PngInput() { png_destroy_read_struct(&png, &info, nullptr); }
  PngInput(const PngInput&) = delete;
  PngInput& operator=(const PngInput&) = delete;

  std::string_view file;
  std::size_t at = 0;
  std::array<char, 160> error{};
  png_structp png = nullptr;
  png_infop info = nullptr;
};

void keep_error(png_structp png, png_const_charp text) {
  auto& input = *static_cast<PngInput*>(png_get_error_ptr(png));
  std::snprintf(input.error.data(), input.error.size(), "%s", text);
  png_longjmp(png, 1);
}

void ignore_warning(png_structp, png_const_charp) {}

void read_bytes(png_structp png, png_bytep out, png_size_t size) {
  auto& input = *static_cast<PngInput*>(png_get_io_ptr(png));
  if (size > input.file.size() - input.at) png_error(png, "the file ends too early");
  std::copy_n(input.file.data() + input.at, size, reinterpret_cast<char*>(out));
  input.at += size;
}

// Each of the three steps stands in a function that owns nothing: a jump out of libpng runs no
// destructor.

bool read_header(PngInput& input) {
  if (setjmp(png_jmpbuf(input.png))) return false;
  png_set_read_fn(input.png, &input, read_bytes);
  png_set_user_limits(input.png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_chunk_malloc_max(input.png, kMostChunk);
  png_read_info(input.png, input.info);
  return true;
}

bool ask_for_bytes(PngInput& input) {
  if (setjmp(png_jmpbuf(input.png))) return false;
  png_set_expand(input.png);
  png_set_scale_16(input.png);
  png_set_interlace_handling(input.png);
  png_read_update_info(input.png, input.info);
  return true;
}

bool read_rows(PngInput& input, png_bytepp rows) {
  if (setjmp(png_jmpbuf(input.png))) return false;
  png_read_image(input.png, rows);
  png_read_end(input.png, nullptr);
  return true;
}

/// Grey or colour with an alpha behind each pixel, put on white.
void take_alpha(Picture& picture) {
  const std::size_t channels = picture.channels - 1;
  std::vector<std::uint8_t> out(picture.pixels() * channels);
  for (std::size_t i = 0; i < picture.pixels(); ++i) {
    const std::uint8_t* from = &picture.bytes[i * (channels + 1)];
    const unsigned alpha = from[channels];
    picture.was_transparent = picture.was_transparent || alpha < 255;
    for (std::size_t c = 0; c < channels; ++c)
      out[i * channels + c] =
          static_cast<std::uint8_t>((from[c] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
  picture.bytes = std::move(out);
  picture.channels = channels;
}

}  // namespace

Picture decode_png(std::string_view file) {
  PngInput input(file);
  input.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &input, keep_error, ignore_warning);
  DLFLOW_REQUIRE(input.png != nullptr, "libpng cannot start");
  input.info = png_create_info_struct(input.png);
  DLFLOW_REQUIRE(input.info != nullptr, "libpng cannot start");
  const auto refuse = [&]() -> BadPicture {
    return BadPicture(fmt::format("not a whole PNG: {}", input.error.data()));
  };
  if (!read_header(input)) throw refuse();
  Picture out;
  out.height = png_get_image_height(input.png, input.info);
  out.width = png_get_image_width(input.png, input.info);
  require_pixels(out.height, out.width);
  out.was_deep = png_get_bit_depth(input.png, input.info) == 16;
  if (!ask_for_bytes(input)) throw refuse();
  out.channels = png_get_channels(input.png, input.info);
  const std::size_t line = png_get_rowbytes(input.png, input.info);
  DLFLOW_REQUIRE(line == out.width * out.channels, "a byte a channel");
  out.bytes.resize(out.height * line);
  std::vector<png_bytep> rows(out.height);
  for (std::size_t y = 0; y < out.height; ++y) rows[y] = out.bytes.data() + y * line;
  if (!read_rows(input, rows.data())) throw refuse();
  if (out.channels == 2 || out.channels == 4) take_alpha(out);
  return out;
}

std::string encode_png(const Picture& picture) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = picture.channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_RGB;
  std::string out(PNG_IMAGE_PNG_SIZE_MAX(image), '\0');
  png_alloc_size_t size = out.size();
  const int written =
      png_image_write_to_memory(&image, out.data(), &size, 0, picture.bytes.data(), 0, nullptr);
  DLFLOW_REQUIRE(written != 0, image.message);
  out.resize(size);
  return out;
}

}  // namespace dlflow::data
