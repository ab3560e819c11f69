#include "reading.hpp"

using namespace dlflow;
using namespace dlflow::data;

namespace {

using namespace reading;

std::string npy(const std::string& header, const std::string& data, int version = 1) {
  std::string out = "\x93NUMPY";
  out += static_cast<char>(version);
  out += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i)
    out += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return out + header + data;
}

std::string dict(const std::string& type, const std::string& shape, bool is_fortran = false) {
  return "{'descr': '" + type + "', 'fortran_order': " + (is_fortran ? "True" : "False") +
         ", 'shape': " + shape + ", }   \n";
}

}  // namespace

TEST_CASE("an NPY array becomes columns by its axes") {
  CHECK(reading_of("a.npy", npy(dict("|u1", "(3,)"), "\1\2\3")) == "value number:1|2|3");
  CHECK(reading_of("a.npy", npy(dict("|u1", "(2, 2)"), "\1\2\3\4")) ==
        "value_0 number:1|3 value_1 number:2|4");
  CHECK(reading_of("a.npy", npy(dict("|u1", "(2, 2)", true), "\1\2\3\4")) ==
        "value_0 number:1|2 value_1 number:3|4");
  CHECK(reading_of("a.npy", npy(dict("|u1", "(1, 2, 2)"), "\1\2\3\4")) == "image image:1,2,3,4");
  CHECK(reading_of("a.npy", npy(dict("|u1", "(2, 1, 2, 1)", true), "\1\2\3\4")) ==
        "image image:1,3|2,4");
  CHECK(reading_of("a.npy", npy(dict("|b1", "(2,)"), std::string("\1\0", 2))) ==
        "value number:1|0");
  CHECK(reading_of("a.npy", npy(dict("<i2", "(2,)"), std::string("\1\0\xFE\xFF", 4))) ==
        "value number:1|-2");
  CHECK(reading_of("a.npy", npy(dict(">i2", "(2,)"), std::string("\0\1\xFF\xFE", 4))) ==
        "value number:1|-2");
  CHECK(reading_of("a.npy",
                   npy(dict("<f2", "(4,)"), std::string("\x00\x3C\x00\xC1\x01\x00\xFF\x7B", 8))) ==
        "value number:1|-2.5|5.960464477539063e-08|65504");
}

TEST_CASE("the three versions of NPY differ in the length of the header's length") {
  for (const int version : {1, 2, 3})
    CHECK(reading_of("a.npy", npy(dict("|u1", "(2,)"), "\1\2", version)) == "value number:1|2");
  CHECK(message_of("a.npy", npy(dict("|u1", "(2,)"), "\1\2", 4)) ==
        "a.npy: byte 6: expected version 1, 2 or 3, got 4.0");
}

TEST_CASE("an NPY header that is no plain array is refused at its byte") {
  CHECK(message_of("a.npy", "PK\3\4 and more") ==
        "a.npy: byte 0: an NPY file begins with 0x93 and NUMPY, this does not\n"
        "  is the file of another format?");
  CHECK(message_of("a.npy", npy(dict("|O", "(2,)"), "xx")) ==
        "a.npy: byte 24: expected numbers or booleans, got elements of type '|O'\n"
        "  save the array with a plain type, such as float32");
  CHECK_THAT(message_of("a.npy", npy(dict("<U3", "(2,)"), "xx")),
             Catch::Contains("got elements of type '<U3'"));
  CHECK_THAT(message_of("a.npy", npy("{'descr': [('a', '<f4')], 'fortran_order': False, "
                                     "'shape': (1,)}",
                                     "xxxx")),
             Catch::Contains("records of several fields"));
  CHECK_THAT(message_of("a.npy", npy("{'descr': '<f4', 'shape': (1,)}", "xxxx")),
             Catch::Contains("'fortran_order' stands 0 times in the header"));
  CHECK_THAT(message_of("a.npy", npy(dict("<f4", "(1, -2)"), "xxxx")),
             Catch::Contains("expected the size of an axis"));
  CHECK_THAT(message_of("a.npy", npy("{'descr': '<f4', 'more': 1}", "xxxx")),
             Catch::Contains("expected descr, fortran_order or shape, got 'more'"));
  CHECK_THAT(message_of("a.npy", npy("__import__('os')", "")),
             Catch::Contains("expected '{' in the header"));
  CHECK_THAT(message_of("a.npy", npy(dict("<f4", "(99999999999999999999,)"), "xxxx")),
             Catch::Contains("expected the size of an axis"));
  CHECK_THAT(message_of("a.npy", npy(dict("<f4", "(1000000000, 1000000000)"), "xxxx")),
             Catch::Contains("more than 16 GiB"));
  CHECK_THAT(message_of("a.npy", npy(dict("<f4", "(2,)"), "xxxx")),
             Catch::Contains("2 elements of 4 bytes, 8 bytes, but 4 follow"));
}

TEST_CASE("an NPY file that is cut anywhere is refused") {
  const std::string whole = npy(dict("<i2", "(2, 2)"), "12345678");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    CAPTURE(length);
    CHECK_FALSE(message_of("a.npy", whole.substr(0, length)).starts_with("read as"));
  }
}
