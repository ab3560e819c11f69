#include "pipeline/store/model_file.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/base/error.hpp"
#include "pipeline/files/files.hpp"
#include "tests/pipeline/store/plain_safetensors.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;
using namespace dlflow::store;

namespace {

Archive example() {
  Archive out;
  out.put("weights", ArchiveArray{{2, 3}, std::vector<float>{1, -0.0f, 3.5f, 1e-40f, 5, 6}});
  out.put("median", std::vector<double>{0.1, -1e300, 4.9e-324});
  out.put("labels", std::vector<std::int64_t>{INT64_MIN, 0, INT64_MAX});
  out.put("scalar", ArchiveArray{{}, std::vector<float>{7}});
  out.put("empty", ArchiveArray{{0, 4}, std::vector<double>{}});
  out.put("kind", "mlp \"quoted\" \\ h\xC3\xA4user\n\x01");
  out.put("nothing", std::string());
  out.put("columns", std::vector<std::string>{"a", "", "b\"c", "\xE2\x82\xAC"});
  out.put("none", std::vector<std::string>{});
  return out;
}

std::string corruption_of(const std::string& bytes) {
  try {
    from_safetensors(bytes, "model", "file");
  } catch (const CorruptFile& error) {
    return error.what();
  }
  return "read";
}

/// A file with this header and this many bytes of data.
std::string with_header(const std::string& header, std::size_t data_bytes) {
  std::string out(8, '\0');
  const std::uint64_t size = header.size();
  std::memcpy(out.data(), &size, 8);
  return out + header + std::string(data_bytes, '\0');
}

std::string with_tensor(const std::string& description, std::size_t data_bytes) {
  return with_header(
      "{\"__metadata__\":{\"dlflow.digest\":\"\",\"dlflow.format\":\"1\","
      "\"dlflow.kind\":\"model\"}," +
          description + "}",
      data_bytes);
}

}  // namespace

TEST_CASE("an archive is the same after a file") {
  const TemporaryFolder folder;
  write_model_file(folder / "model.safetensors", example());
  CHECK(read_model_file(folder / "model.safetensors") == example());
  CHECK(from_safetensors(to_safetensors(Archive(), "x"), "x", "file") == Archive());
  CHECK_THROWS_AS(read_model_file(folder / "none"), EnvironmentError);
}

TEST_CASE("every bit of a number is kept, of what is not a number too") {
  const double odd = std::bit_cast<double>(std::uint64_t{0x7FF4'0000'DEAD'BEEF});
  Archive archive;
  archive.put("x", std::vector<double>{odd, -std::nan(""), INFINITY, -INFINITY, -0.0});
  archive.put("y", std::vector<float>{std::nanf("1"), -INFINITY});
  const Archive back = from_safetensors(to_safetensors(archive, "m"), "m", "file");
  CHECK(std::memcmp(back.doubles("x").data(), archive.doubles("x").data(), 5 * 8) == 0);
  CHECK(std::memcmp(back.floats("y").data(), archive.floats("y").data(), 2 * 4) == 0);
  CHECK(digest(back) == digest(archive));
}

TEST_CASE("another reader of safetensors finds the tensors, aligned, and the texts") {
  const std::string bytes = to_safetensors(example(), "model");
  const PlainSafetensors file(bytes);
  CHECK(file.header_bytes % 8 == 0);
  REQUIRE(file.tensors.size() == 5);
  std::size_t total = 0;
  for (const auto& [name, tensor] : file.tensors) {
    CHECK(tensor.begin % (tensor.type == "F32" ? 4 : 8) == 0);
    total += tensor.end - tensor.begin;
  }
  CHECK(8 + file.header_bytes + total == bytes.size());
  const auto& weights = file.tensors.at("weights");
  CHECK(weights.type == "F32");
  CHECK(weights.shape == std::vector<long>{2, 3});
  float values[6];
  REQUIRE(weights.end - weights.begin == sizeof values);
  std::memcpy(values, file.data.data() + weights.begin, sizeof values);
  CHECK(values[2] == 3.5f);
  CHECK(file.tensors.at("median").type == "F64");
  CHECK(file.tensors.at("labels").type == "I64");
  CHECK(file.tensors.at("scalar").shape.empty());
  CHECK(file.metadata.at("dlflow.format") == "2");
  CHECK(file.metadata.at("dlflow.kind") == "model");
  CHECK(file.metadata.at("dlflow.digest") == digest(example()));
  CHECK(file.metadata.at("list.none") == "[]");
}

TEST_CASE("the same archive gives the same bytes") {
  Archive backwards;
  backwards.put("b", 2.0);
  backwards.put("a", 1.0);
  Archive forwards;
  forwards.put("a", 1.0);
  forwards.put("b", 2.0);
  CHECK(to_safetensors(backwards, "m") == to_safetensors(forwards, "m"));
  CHECK(files::sha256(to_safetensors(forwards, "m")) ==
        "a7f536221607a466f9d988fc40d08653b70e8e176445dfd3d6c7ce60dbaa8a20");
}

TEST_CASE("the digest changes with every name, type, shape, value, text and list") {
  const std::string before = digest(example());
  CHECK(before == "af2f487ffeacebd0baa4de09983dcfdf122efd2f906e17f6cb5f24c0b21b32fb");
  std::vector<Archive> others(7, example());
  others[0].put("weights", ArchiveArray{{3, 2}, example().array("weights").values});
  others[1].put("weights", ArchiveArray{{2, 3}, std::vector<float>{1, 0, 3.5f, 1e-40f, 5, 6}});
  others[2].put("empty", ArchiveArray{{0, 4}, std::vector<float>{}});
  others[3].put("kind", "ridge");
  others[4].put("columns", std::vector<std::string>{"a", "", "b\"", "c\xE2\x82\xAC"});
  others[5].put("none", std::string());
  others[6].put("more", 0.0);
  for (const Archive& other : others) CHECK(digest(other) != before);
}

TEST_CASE("a model file cut anywhere is refused") {
  const std::string bytes = to_safetensors(example(), "model");
  int read = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size)
    read += corruption_of(bytes.substr(0, size)) == "read";
  CHECK(read == 0);
  CHECK(corruption_of(bytes) == "read");
  CHECK(corruption_of(bytes + "x").find("bytes after the last tensor") != std::string::npos);
}

TEST_CASE("a model file with a changed byte is refused or still means the same") {
  const std::string bytes = to_safetensors(example(), "model");
  int wrong = 0, refused = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at)
    for (const int change : {0x01, 0x20, 0x80, 0xFF}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ change);
      try {
        wrong += !(from_safetensors(changed, "model", "file") == example());
      } catch (const CorruptFile&) {
        ++refused;
      }
    }
  CHECK(wrong == 0);
  CHECK(refused > static_cast<int>(bytes.size()) * 3);
}

TEST_CASE("a header that lies is refused with the reason") {
  const auto tensor = [](const std::string& type, const std::string& shape,
                         const std::string& offsets) {
    return "\"x\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets +
           "}";
  };
  const std::string pair = tensor("F32", "[1]", "[0,4]") + ",\"y\":";
  const std::string y = "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":";
  const std::vector<std::tuple<std::string, std::size_t, std::string>> cases = {
      {tensor("F32", "[2]", "[0,4]"), 4, "tensor 'x' of 2 F32 does not fit its 4 bytes"},
      {tensor("F16", "[2]", "[0,4]"), 4, "the type 'F16', expected F32, F64 or I64"},
      {tensor("F32", "[1]", "[0,8]"), 4, "truncated: 4 bytes of data, expected 8"},
      {tensor("F32", "[1]", "[4,8]"), 8, "leaves a gap or overlaps: bytes 4 to 8, expected from 0"},
      {tensor("F32", "[1]", "[4,0]"), 4, "leaves a gap"},
      {tensor("F32", "[1]", "[-4,0]"), 4, "not a count"},
      {tensor("F32", "[1]", "[0,4.0]"), 4, "not a count"},
      {tensor("F32", "[1]", "[0,18446744073709551615]"), 4, "not a count"},
      {tensor("F32", "[-1]", "[0,4]"), 4, "not a count"},
      {tensor("F32", "[1]", "[0,4,8]"), 4, "not described by"},
      {tensor("F64", "[4611686018427387904,4]", "[0,0]"), 0, "larger than any file"},
      {tensor("F64", "[2305843009213693952]", "[0,0]"), 0, "does not fit its 0 bytes"},
      {pair + y + "[0,4]}", 4, "overlaps"},
      {pair + y + "[2,6]}", 6, "overlaps"},
      {pair + y + "[8,12]}", 12, "leaves a gap"},
      {tensor("F32", "[1]", "[0,4]") + "," + tensor("F32", "[1]", "[0,4]"), 4,
       "the key 'x' stands twice"},
      {"\"x\":1", 0, "not described by"},
      {"\"x\":" + std::string(40, '[') + std::string(40, ']'), 0, "nested too deeply"},
      {"\"\xFF\":1", 0, "not valid JSON"},
      {tensor("F32", "[1]", "[0,4]"), 4, "the content does not fit its digest"},
  };
  for (const auto& [description, size, reason] : cases)
    CHECK_THAT(corruption_of(with_tensor(description, size)), Catch::Contains(reason));
}

TEST_CASE("another kind of file is named as such") {
  CHECK(corruption_of("PK\x03\x04 a zip file") ==
        "file: not a safetensors file: the header length is not credible");
  CHECK(corruption_of("short") == "file: truncated or not a safetensors file: 5 bytes");
  CHECK(corruption_of(with_header("[]", 0)) ==
        "file: not a safetensors file: the header is not a JSON object");
  CHECK(corruption_of(with_header("{}", 0)) == "file: not made by dlflow: no '__metadata__'");
  CHECK(corruption_of(with_header("{\"__metadata__\":{\"format\":\"pt\"}}", 0)) ==
        "file: not made by dlflow: no 'dlflow.format'");
  CHECK(corruption_of(with_header("{\"__metadata__\":{\"format\":1}}", 0)) ==
        "file: '__metadata__' holds something other than text at 'format'");
  CHECK(corruption_of(with_header("{\"__metadata__\":{\"dlflow.format\":\"3\"}}", 0)) ==
        "file: made by a newer version of dlflow (format 3, this one reads up to 2)");
  CHECK(corruption_of(to_safetensors(Archive(), "checkpoint")) ==
        "file: holds a 'checkpoint', expected a 'model'");
}
