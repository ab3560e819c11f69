#include <zlib.h>

#include "reading.hpp"

using namespace dlflow;
using namespace dlflow::data;

namespace {

using namespace reading;

/// An IDX file: type, sizes of the axes, elements as they are.
std::string idx(unsigned type, const std::vector<std::uint32_t>& shape, const std::string& data) {
  std::string out = {0, 0, static_cast<char>(type), static_cast<char>(shape.size())};
  for (const std::uint32_t n : shape)
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(n >> shift);
  return out + data;
}

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int v : values) out += static_cast<char>(v);
  return out;
}

std::string zipped(const std::string& text) {
  std::string out(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

const std::string kImages = idx(8, {2, 2, 3}, bytes({0, 1, 2, 3, 4, 255, 6, 7, 8, 9, 10, 11}));

}  // namespace

TEST_CASE("an IDX file of three axes holds images, zipped or not") {
  CHECK(reading_of("a-images-idx3-ubyte", kImages) == "image image:0,1,2,3,4,255|6,7,8,9,10,11");
  CHECK(reading_of("a.idx", kImages) == "image image:0,1,2,3,4,255|6,7,8,9,10,11");
  CHECK(reading_of("a-images-idx3-ubyte.gz", zipped(kImages)) ==
        "image image:0,1,2,3,4,255|6,7,8,9,10,11");
  const TemporaryFolder folder;
  const auto result = read_table(write(folder, "a-ubyte", kImages), {}, {});
  const auto& block = *result.table.columns[0].images;
  CHECK((block.height == 2 && block.width == 3 && block.channels == 1));
  CHECK(block.has_bytes());
  CHECK(result.file_columns == std::vector<std::string>{"image"});
}

TEST_CASE("an IDX file of four axes holds channels last") {
  const TemporaryFolder folder;
  const auto file = write(folder, "a-ubyte", idx(8, {1, 1, 2, 3}, bytes({1, 2, 3, 4, 5, 6})));
  const auto result = read_table(file, {}, {});
  CHECK(result.table.columns[0].images->channels == 3);
  CHECK(shown(result) == "image image:1,2,3,4,5,6");
}

TEST_CASE("an IDX file of one axis is a column of numbers, of two several") {
  CHECK(reading_of("a-ubyte", idx(8, {3}, bytes({7, 2, 9}))) == "value number:7|2|9");
  CHECK(reading_of("a.idx", idx(8, {2, 2}, bytes({7, 2, 9, 4}))) ==
        "value_0 number:7|9 value_1 number:2|4");
}

TEST_CASE("every element type of IDX is read, the high byte first") {
  CHECK(reading_of("a.idx", idx(0x09, {2}, bytes({0xFF, 5}))) == "value number:-1|5");
  CHECK(reading_of("a.idx", idx(0x0B, {2}, bytes({0xFF, 0xFE, 1, 0}))) == "value number:-2|256");
  CHECK(reading_of("a.idx", idx(0x0C, {2}, bytes({0xFF, 0xFF, 0xFF, 0xFE, 0, 1, 0, 0}))) ==
        "value number:-2|65536");
  CHECK(reading_of("a.idx", idx(0x0D, {2}, bytes({0x3F, 0x80, 0, 0, 0xC0, 0x20, 0, 0}))) ==
        "value number:1|-2.5");
  CHECK(reading_of(
            "a.idx",
            idx(0x0E, {2}, bytes({0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0x04, 0, 0, 0, 0, 0, 0}))) ==
        "value number:1|-2.5");
  const std::string halves = idx(0x0D, {1, 1, 2}, bytes({0x3F, 0, 0, 0, 0xC0, 0x20, 0, 0}));
  CHECK(reading_of("a.idx", halves) == "image image:0.5,-2.5");
}

TEST_CASE("an array is a series where the settings name one") {
  ColumnOptions series;
  series.kind = ColumnKind::series;
  CHECK(reading_of("a.idx", idx(8, {2, 2, 2}, bytes({1, 2, 3, 4, 5, 6, 7, 8})),
                   {{"wave", series}}) == "wave series:1,2;3,4|5,6;7,8");
  CHECK(reading_of("a.idx", idx(8, {2, 2}, bytes({1, 2, 3, 4})), {{"wave", series}}) ==
        "wave series:1;2|3;4");
}

TEST_CASE("a damaged IDX file is refused at its byte") {
  CHECK(message_of("a-ubyte", "") ==
        "a-ubyte: byte 0: the file ends here, 4 bytes before the end of the first four bytes");
  CHECK(message_of("a-ubyte", bytes({0, 0, 8})) ==
        "a-ubyte: byte 3: the file ends here, 1 bytes before the end of the first four bytes");
  CHECK(message_of("a-ubyte", bytes({1, 0, 8, 1, 0, 0, 0, 0})) ==
        "a-ubyte: byte 0: an IDX file begins with two zero bytes, got 0x01 0x00\n"
        "  is the file of another format?");
  CHECK(message_of("a-ubyte", bytes({0, 0, 7, 1, 0, 0, 0, 0})) ==
        "a-ubyte: byte 2: expected a type of IDX (0x08, 0x09, 0x0b to 0x0e), got 0x07");
  CHECK(message_of("a-ubyte", bytes({0, 0, 8, 3, 0, 0, 0, 1, 0, 0})) ==
        "a-ubyte: byte 10: the file ends here, 2 bytes before the end of the sizes of the axes");
  CHECK(message_of("a-ubyte", idx(8, {}, "")) ==
        "a-ubyte: byte 4: an array of 0 axes is no table: expected 1 to 4");
  CHECK(message_of("a-ubyte", idx(8, {1, 1, 1, 1, 1}, "x")) ==
        "a-ubyte: byte 24: an array of 5 axes is no table: expected 1 to 4");
  CHECK(message_of("a-ubyte", idx(8, {2, 0, 3}, "")) ==
        "a-ubyte: byte 16: the array of 2 x 0 x 3 holds nothing");
}

TEST_CASE("sizes that lie are found before memory is taken for them") {
  CHECK(message_of("a-ubyte", idx(8, {2, 2, 3}, "12345")) ==
        "a-ubyte: byte 16: the header speaks of 2 x 2 x 3 elements of 1 bytes, 12 bytes, but 5 "
        "follow");
  CHECK(message_of("a-ubyte", kImages + "x") ==
        "a-ubyte: byte 16: the header speaks of 2 x 2 x 3 elements of 1 bytes, 12 bytes, but 13 "
        "follow");
  CHECK(message_of("a-ubyte", idx(8, {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF}, "x")) ==
        "a-ubyte: byte 16: the header speaks of 4294967295 x 4294967295 x 4294967295 elements, "
        "more than 16 GiB");
  CHECK(message_of("a-ubyte", idx(14, {3000, 1000, 1000}, "x")) ==
        "a-ubyte: byte 16: the header speaks of 3000 x 1000 x 1000 elements of 8 bytes, "
        "24000000000 bytes, more than 16 GiB");
  const std::string claim = zipped(idx(8, {60000, 28, 28}, "x"));
  CHECK(message_of("a-ubyte.gz", claim) ==
        "a-ubyte.gz: byte 16: the header speaks of 60000 x 28 x 28 elements of 1 bytes, 47040000 "
        "bytes, more than a .gz of " +
            std::to_string(claim.size()) + " bytes can hold");
  CHECK(message_of("a-ubyte.gz", zipped(idx(8, {2, 2, 3}, "12345"))) ==
        "a-ubyte.gz: byte 21: the file ends here, 7 bytes before the end of the elements");
  CHECK(message_of("a-ubyte.gz", zipped(kImages + "x")) ==
        "a-ubyte.gz: byte 28: bytes follow behind the last of 2 x 2 x 3 elements");
  CHECK(message_of("a.idx", idx(8, {1, 200000}, std::string(200000, 'x'))) ==
        "a.idx: byte 12: 200000 columns are too many: at most 100000");
}

TEST_CASE("a cut or damaged .gz of an array is refused at every length") {
  const std::string whole = zipped(kImages);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    const std::string text = message_of("a-ubyte.gz", whole.substr(0, length));
    CHECK_FALSE(text.starts_with("read as"));
  }
  for (std::size_t at = 10; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x55);
    CAPTURE(at);
    CHECK_FALSE(message_of("a-ubyte.gz", damaged).starts_with("read as"));
  }
}

TEST_CASE("an image of floats that are no numbers is refused") {
  CHECK(message_of("a.idx", idx(0x0D, {1, 1, 2}, bytes({0x3F, 0, 0, 0, 0x7F, 0x80, 0, 0}))) ==
        "a.idx: image 1 holds a value that is no finite number");
  CHECK(message_of("a.idx", idx(0x0D, {2}, bytes({0x3F, 0, 0, 0, 0x7F, 0x80, 0, 0}))) ==
        "a.idx: row 2 holds an infinite value");
}
