#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "core/base/text.hpp"
#include "pipeline/data/images/picture.hpp"
#include "pipeline/data/images/thumbnail.hpp"

using namespace dlflow;
using namespace dlflow::data;

namespace {

const std::string kFolder = DLFLOW_SOURCE_DIR "/tests/reference/images/";

std::string bytes_of(const std::string& name) {
  std::ifstream in(kFolder + name, std::ios::binary);
  REQUIRE(in);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::string refusal_of(const std::string& bytes) {
  try {
    decode_picture(bytes, {});
  } catch (const BadPicture& e) {
    return e.what();
  }
  return "no error";
}

/// A line of expected.txt.
struct Expected {
  std::string name;
  std::size_t height = 0, width = 0, channels = 0;
  std::vector<int> pixels;
};

std::vector<Expected> all_expected() {
  std::vector<Expected> out;
  std::ifstream in(kFolder + "expected.txt");
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    Expected& one = out.emplace_back();
    std::string pixels;
    words >> one.name >> one.height >> one.width >> one.channels >> pixels;
    for (const std::string_view value : split(pixels, ','))
      one.pixels.push_back(static_cast<int>(*parse_integer(value)));
  }
  return out;
}

}  // namespace

TEST_CASE("PNG and JPEG files give the pixels that Pillow reads in them") {
  const auto all = all_expected();
  REQUIRE(all.size() == 20);
  for (const Expected& expected : all) {
    INFO(expected.name);
    const std::size_t at = expected.name.find('@');
    Picture picture = decode_picture(bytes_of(expected.name.substr(0, at)), {});
    const bool is_resized = at != std::string::npos;
    if (is_resized) resize_picture(picture, expected.height, expected.width);
    CHECK(picture.height == expected.height);
    CHECK(picture.width == expected.width);
    REQUIRE(picture.channels == expected.channels);
    REQUIRE(picture.bytes.size() == expected.pixels.size());
    int furthest = 0;
    for (std::size_t i = 0; i < expected.pixels.size(); ++i)
      furthest = std::max(furthest, std::abs(picture.bytes[i] - expected.pixels[i]));
    // Pillow resizes rows first, and rounds in between.
    CHECK(furthest <= (is_resized ? 1 : 0));
  }
}

TEST_CASE("what was done to a picture is told") {
  CHECK(decode_picture(bytes_of("rgba.png"), {}).was_transparent);
  CHECK(decode_picture(bytes_of("grey-alpha.png"), {}).was_transparent);
  CHECK_FALSE(decode_picture(bytes_of("rgb.png"), {}).was_transparent);
  CHECK(decode_picture(bytes_of("deep.png"), {}).was_deep);
  CHECK_FALSE(decode_picture(bytes_of("turned-1.jpg"), {}).was_turned);
  for (int i = 2; i <= 8; ++i)
    CHECK(decode_picture(bytes_of("turned-" + std::to_string(i) + ".jpg"), {}).was_turned);
}

TEST_CASE("a JPEG is halved while it stays twice as large as is of use") {
  const auto size_of = [](UsefulSize useful) {
    const Picture picture = decode_picture(bytes_of("rgb.jpg"), useful);
    return std::pair(picture.height, picture.width);
  };
  CHECK(size_of({0, 0}) == std::pair<std::size_t, std::size_t>(13, 18));
  CHECK(size_of({4, 4}) == std::pair<std::size_t, std::size_t>(13, 18));
  CHECK(size_of({3, 4}) == std::pair<std::size_t, std::size_t>(7, 9));
  CHECK(size_of({1, 2}) == std::pair<std::size_t, std::size_t>(4, 5));
}

TEST_CASE("grey is a weighted sum of the colours, and three equal colours of a grey") {
  Picture picture{1, 2, 3, {255, 0, 0, 10, 20, 30}};
  recolour_picture(picture, 1);
  CHECK(picture.bytes == std::vector<std::uint8_t>{76, 18});
  recolour_picture(picture, 3);
  CHECK(picture.bytes == std::vector<std::uint8_t>{76, 76, 76, 18, 18, 18});
}

TEST_CASE("what is no whole image is refused in words") {
  CHECK(refusal_of("") == "the file is empty");
  CHECK(refusal_of("hello") == "not an image: its first bytes are those of no PNG and no JPEG");
  CHECK(refusal_of("GIF89a....") == "a GIF by its first bytes; PNG and JPEG are read");
  CHECK(refusal_of(std::string("RIFF\1\2\3\4WEBPVP8 ")) ==
        "a WebP by its first bytes; PNG and JPEG are read");
  CHECK(refusal_of(bytes_of("huge.png")) ==
        "100,000 x 100,000 pixels are more than 67,108,864, the most that is decoded");
  CHECK(refusal_of(bytes_of("huge.jpg")) ==
        "60,000 x 60,000 pixels are more than 67,108,864, the most that is decoded");
  CHECK(refusal_of(bytes_of("cmyk.jpg")) == "a JPEG of CMYK colours, which are made for printing");
  std::string damaged = bytes_of("rgb.png");
  damaged[damaged.size() / 2] ^= 1;
  CHECK_THAT(refusal_of(damaged), Catch::StartsWith("not a whole PNG: IDAT: "));
}

TEST_CASE("an image that is cut anywhere is refused, or lacks nothing but its end mark") {
  for (const char* name :
       {"rgb.png", "rgba.png", "rgb.jpg", "progressive.jpg", "grey.jpg", "turned-6.jpg"}) {
    const std::string whole = bytes_of(name);
    const Picture picture = decode_picture(whole, {});
    for (std::size_t size = 0; size < whole.size(); ++size) {
      INFO(name << " cut to " << size << " bytes");
      Picture cut;
      try {
        cut = decode_picture(whole.substr(0, size), {});
      } catch (const BadPicture& e) {
        CHECK_FALSE(std::string(e.what()).empty());
        continue;
      }
      CHECK(size + 2 >= whole.size());
      CHECK(cut.bytes == picture.bytes);
    }
  }
}

TEST_CASE("an image with any byte changed is refused or decoded, never more") {
  for (const char* name : {"palette.png", "deep.png", "rgb.jpg", "turned-6.jpg"}) {
    const std::string whole = bytes_of(name);
    for (std::size_t at = 0; at < whole.size(); ++at)
      for (const int bits : {1, 0x80, 0xFF}) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ bits);
        try {
          const Picture picture = decode_picture(changed, {});
          CHECK(picture.bytes.size() == picture.pixels() * picture.channels);
        } catch (const BadPicture&) {
        }
      }
  }
}

TEST_CASE("a thumbnail shows the image, shrunk where it is large, floats spread over the greys") {
  samples::ImageBlock block;
  block.height = 1;
  block.width = 2;
  block.channels = 3;
  block.bytes = {0, 0, 0, 0, 0, 0, 1, 2, 3, 250, 251, 252};
  Picture shown = decode_picture(thumbnail(block, 1, 64), {});
  CHECK((shown.height == 1 && shown.width == 2 && shown.channels == 3));
  CHECK(shown.bytes == std::vector<std::uint8_t>{1, 2, 3, 250, 251, 252});
  CHECK(decode_picture(thumbnail(block, 0, 64), {}).bytes == std::vector<std::uint8_t>(6, 0));
  samples::ImageBlock four_bits = block;
  four_bits.channels = 1;
  four_bits.bytes = {5, 15};
  CHECK(decode_picture(thumbnail(four_bits, 0, 64), {}).bytes == std::vector<std::uint8_t>{0, 255});
  samples::ImageBlock floats;
  floats.height = 2;
  floats.width = floats.channels = 1;
  floats.floats = {-3, 5};
  shown = decode_picture(thumbnail(floats, 0, 64), {});
  CHECK(shown.bytes == std::vector<std::uint8_t>{0, 255});
  samples::ImageBlock large;
  large.height = 10;
  large.width = 200;
  large.channels = 1;
  large.bytes.assign(2000, 70);
  shown = decode_picture(thumbnail(large, 0, 64), {});
  CHECK((shown.height == 3 && shown.width == 64));
  CHECK(shown.bytes == std::vector<std::uint8_t>(3 * 64, 70));
}
