#include "core/base/text.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"

using namespace dlflow;

TEST_CASE("the nearest name is the one that was meant") {
  const std::vector<std::string> names = {"linear", "relu", "tanh", "sigmoid"};
  CHECK(nearest("rellu", names) == "relu");
  CHECK(nearest("sigmiod", names) == "sigmoid");
  CHECK(nearest("banana", names) == std::nullopt);
  CHECK(suggestion("banana", names) == "one of: linear, relu, tanh, sigmoid");
}

TEST_CASE("numbers are read whole or not at all") {
  CHECK(parse_number("1e-3") == 0.001);
  for (const char* bad : {"", "1x", "nan", "inf", "0x10", "1,5", "+1", " 1"})
    CHECK(parse_number(bad) == std::nullopt);
  CHECK(parse_integer("-12") == -12);
  for (const char* bad : {"", "012", "1.0", "-", "99999999999999999999"})
    CHECK(parse_integer(bad) == std::nullopt);
}

TEST_CASE("UTF-8 is checked to the letter") {
  CHECK(is_utf8("h\xC3\xA4user"));
  CHECK_FALSE(is_utf8("h\xE4user"));
  CHECK_FALSE(is_utf8("\xC0\x80"));
  CHECK_FALSE(is_utf8("\xED\xA0\x80"));
  CHECK(display_width("h\xC3\xA4user") == 6);
}

TEST_CASE("a problem shows its place, its line and a caret with the hint") {
  const Place place{"bad.yaml", 3, 5, "  - rellu: 1"};
  CHECK(render(Problem{place, "layers.0", "unknown layer 'rellu'", "did you mean 'relu'?"}) ==
        "bad.yaml:3:5: layers.0: unknown layer 'rellu'\n"
        "      - rellu: 1\n"
        "        ^ did you mean 'relu'?");
}

TEST_CASE("problems are sorted by place") {
  const std::string text = render({Problem{{"b.yaml", 9, 1, ""}, "", "second", ""},
                                   Problem{{"b.yaml", 2, 1, ""}, "", "first", ""}});
  CHECK(text == "b.yaml:2:1: first\nb.yaml:9:1: second");
}

TEST_CASE("bytes become the letters of base64") {
  // The examples of RFC 4648, 10.
  const std::string all = "foobar";
  const std::vector<std::string> expected = {"",         "Zg==",     "Zm8=",    "Zm9v",
                                             "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  for (std::size_t n = 0; n < expected.size(); ++n) CHECK(base64(all.substr(0, n)) == expected[n]);
  CHECK(base64("\xFF\xFE") == "//4=");
}

TEST_CASE("thousands are grouped") {
  CHECK(with_thousands(1460) == "1,460");
  CHECK(with_thousands(-12) == "-12");
  CHECK(with_thousands(1234567) == "1,234,567");
}

TEST_CASE("a name in other letters is the nearest, and a long text is near none") {
  const std::vector<std::string> names = {"mse", "rmse"};
  CHECK(nearest("RMSE", names) == "rmse");
  CHECK_FALSE(nearest(std::string(1000, 'r'), names));
}

TEST_CASE("an excerpt ends between code points") {
  CHECK(excerpt("short", 5) == "short");
  CHECK(excerpt("longer", 4) == "long...");
  CHECK(excerpt("a\u00e9\u00e9", 4) == "a\u00e9...");
}
