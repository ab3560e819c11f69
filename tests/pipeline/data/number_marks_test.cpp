#include "pipeline/data/number_marks.hpp"

#include <catch2/catch.hpp>

using namespace dlflow;
using namespace dlflow::data;

TEST_CASE("a number is read with the marks of its file") {
  const NumberMarks english{'.', ','}, german{',', '.'}, french{',', ' '}, swiss{'.', '\''};
  CHECK(number_of("1,234,567.8", english) == 1234567.8);
  CHECK(number_of("-1,234", english) == -1234);
  CHECK(number_of("+1,234.5", english) == 1234.5);
  CHECK(number_of("1234567.8", english) == 1234567.8);
  CHECK(number_of("1e3", english) == 1000);
  CHECK(number_of("1.234.567,8", german) == 1234567.8);
  CHECK(number_of("1.234", german) == 1234);
  CHECK(number_of("0,5", german) == 0.5);
  CHECK(number_of("1 234,5", french) == 1234.5);
  CHECK(number_of("1\u00a0234\u202f567", french) == 1234567);
  CHECK(number_of("-1'234.5", swiss) == -1234.5);
}

TEST_CASE("marks elsewhere than between three digits make no number") {
  const NumberMarks english{'.', ','}, german{',', '.'};
  for (const char* text : {"12,34", "1,2345", "1234,567", ",123", "1,", "0,123", "1,,234",
                           "1,234,56", "1.234,5", "--1,234", "a,123", ""}) {
    CAPTURE(text);
    CHECK_FALSE(number_of(text, english));
  }
  CHECK_FALSE(number_of("1.5", german));
  CHECK_FALSE(number_of("1,234", NumberMarks{}));
}
