#include "pipeline/data/dates.hpp"

#include <catch2/catch.hpp>
#include <string>

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

TEST_CASE("hours of one digit and halves of a day are read") {
  const auto time = [](const std::string& text) {
    return parse_date("2024-05-31 " + text).value() - parse_date("2024-05-31").value();
  };
  CHECK(time("9:05") == 9 * 3600 + 300);
  CHECK(time("2:15 PM") == 14 * 3600 + 900);
  CHECK(time("02:15:30pm") == 14 * 3600 + 930);
  CHECK(time("12:00 AM") == 0);
  CHECK(time("12:30 PM") == 12 * 3600 + 1800);
  CHECK(time("11 am") == 11 * 3600);
  CHECK(time("1:00 PM+02:00") == 11 * 3600);
  CHECK(slashed_date("5/31/2024 2:15:00 PM")->rest == " 2:15:00 PM");
  for (const char* text :
       {"9", "13:00 PM", "0:30 AM", "2:15 XM", "2:15 PM x", "2:15  PM", "123:00"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_date(std::string("2024-05-31 ") + text).has_value());
  }
}

TEST_CASE("a year of two digits is one from 1969 to 2068, behind slashes or the name of a month") {
  CHECK(parse_date("31-MAY-24") == parse_date("2024-05-31"));
  CHECK(parse_date("1 Jan 69") == parse_date("1969-01-01"));
  CHECK(parse_date("1-jan-68 10:30") == parse_date("2068-01-01 10:30"));
  const SlashedDate date = *slashed_date("5/3/99 9:05");
  CHECK(date.year == 1999);
  CHECK(date.has_short_year);
  CHECK(date.rest == " 9:05");
  CHECK(slashed_date("5/3/07")->year == 2007);
  CHECK_FALSE(slashed_date("5/3/2007")->has_short_year);
  for (const char* text : {"May 24", "1.2.24", "31-MAY-241", "31-MAY-4"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_date(text).has_value());
  }
  for (const char* text : {"1-2-24", "1/2/4", "1/2/240", "24/05/31x"}) {
    CAPTURE(text);
    CHECK_FALSE(slashed_date(text).has_value());
  }
}

TEST_CASE("a date whose day and month could be either way round is taken apart") {
  for (const char* text : {"1/2/2024", "31/12/2024", "01-02-2024", "1/2/2024 10:30Z"}) {
    CAPTURE(text);
    CHECK(slashed_date(text).has_value());
    CHECK_FALSE(parse_date(text).has_value());
  }
  for (const char* text :
       {"2024/12/31", "1/2-2024", "32/1/2024", "1/2/2024x", "1/2/2024 25:00", "1.2.2024", ""}) {
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
