#include "pipeline/data/dates.hpp"

#include <catch2/catch.hpp>

using namespace dlflow;
using namespace dlflow::data;

TEST_CASE("a date is read year first, with a time and a zone or without") {
  CHECK(parse_date("1970-01-01") == 0.0);
  CHECK(parse_date("1969/12/31") == -86400.0);
  CHECK(parse_date("2024-02-29 13:05:07.25") == 1709211907.25);
  CHECK(parse_date("2024-02-29T13:05:07Z") == 1709211907.0);
  CHECK(parse_date("2024-02-29T13:05+02:00") == 1709211900.0 - 7200);
  CHECK(parse_date("2024-02-29 13-0530") == 1709211600.0 + 19800);
  CHECK(parse_date("2024-05") == parse_date("2024/05/01"));
}

TEST_CASE("quarters, names of months and days before points are read") {
  CHECK(parse_date("2024-Q2") == parse_date("2024-04-01"));
  CHECK(parse_date("2024Q4") == parse_date("2024-10"));
  CHECK(parse_date("May 2024") == parse_date("2024-05"));
  CHECK(parse_date("september 2024") == parse_date("2024-09"));
  CHECK(parse_date("31-May-2024") == parse_date("2024-05-31"));
  CHECK(parse_date("1 Feb 2024 10:30") == parse_date("2024-02-01 10:30"));
  CHECK(parse_date("29.2.2024") == parse_date("2024-02-29"));
  CHECK(parse_date("01.05.2024 07:00") == parse_date("2024-05-01 07:00"));
  for (const char* text : {"2024-Q5", "2024-Q0", "29.2.2023", "1.13.2024", "1.2.24", "31 Feb 2024",
                           "Maybe 2024", "May2024", "May 2024 10:00", "2024-Q2 10:00"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_date(text).has_value());
  }
}

TEST_CASE("a date whose day and month could be either way round is taken apart") {
  for (const char* text : {"1/2/2024", "31/12/2024", "01-02-2024", "1/2/2024 10:30Z"}) {
    CAPTURE(text);
    CHECK(slashed_date(text).has_value());
    CHECK_FALSE(parse_date(text).has_value());
  }
  for (const char* text : {"2024/12/31", "1/2/24", "1/2-2024", "32/1/2024", "1/2/2024x",
                           "1/2/2024 25:00", "1.2.2024", ""}) {
    CAPTURE(text);
    CHECK_FALSE(slashed_date(text).has_value());
  }
  const SlashedDate date = *slashed_date("7/12/2024 10:30");
  CHECK(std::array{date.first, date.second, date.year} == std::array{7, 12, 2024});
  CHECK(date.rest == " 10:30");
}

TEST_CASE("what is no date is refused") {
  for (const char* text :
       {"", "2024", "2024-5-1", "2023-02-29", "2024-13-01", "2024-00-01", "2024-01-32", "24-01-01",
        "2024-01/01", "2024-01-01x", "2024-01-01 ", "2024-01-01 24:00", "2024-01-01 10:60",
        "2024-01-01 10:00:00.", "2024-01-01 10:00 +2", "2024-01T10:00", "abc"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_date(text).has_value());
  }
}
