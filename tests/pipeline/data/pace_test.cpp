#include "pipeline/data/pace.hpp"

#include <catch2/catch.hpp>

#include "pipeline/data/dates.hpp"

namespace {

using namespace dlflow::data;
using Steps = std::vector<std::int64_t>;

std::vector<double> dates(const std::vector<std::string>& texts) {
  std::vector<double> out;
  for (const std::string& text : texts) out.push_back(parse_date(text).value());
  return out;
}

Steps steps_of(const std::vector<double>& times, bool are_dates) {
  return regular_steps(times, pace_of(times, are_dates)).value_or(Steps{});
}

}  // namespace

TEST_CASE("a time without a row is a step of a series that keeps to its pace") {
  CHECK(steps_of(dates({"2020-01", "2020-02", "2020-03", "2020-05", "2020-06"}), true) ==
        Steps{0, 1, 2, 4, 5});
  CHECK(steps_of(dates({"2020-01-31", "2020-02-29", "2020-03-31"}), true) == Steps{0, 1, 2});
  CHECK(steps_of({1, 3, 5, 7, 11, 13}, false) == Steps{0, 1, 2, 3, 5, 6});
  CHECK(regular_steps({5}, {false, 1}) == Steps{0});
}

TEST_CASE("a series that lacks more than a fifth of its steps, or is off them, keeps to no pace") {
  CHECK(steps_of({1, 2, 3, 4, 6}, false) == Steps{0, 1, 2, 3, 5});
  CHECK(steps_of({1, 2, 3, 6}, false).empty());
  CHECK(steps_of({1, 2, 3, 4.5, 5.5, 6.5}, false).empty());
  CHECK(steps_of({1, 2, 2, 3, 4}, false).empty());
  // Three weeks without their ends.
  CHECK(steps_of({0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18}, false).empty());
  CHECK(steps_of({0, 1, 1e300}, false).empty());
}

TEST_CASE("what lies between two values is on a straight line") {
  std::vector<double> values = {10};
  append_line(12, 1, values);
  append_line(6, 3, values);
  CHECK(values == std::vector<double>{10, 12, 10, 8, 6});
}

TEST_CASE("dates at equal steps come round") {
  const auto season = [](const std::vector<std::string>& texts) {
    return season_of(pace_of(dates(texts), true)).steps;
  };
  CHECK(season({"2020-01", "2020-02", "2020-03"}) == 12);
  CHECK(season({"2020-03-31", "2020-06-30", "2020-09-30"}) == 4);
  CHECK(season({"2020-01-01", "2020-01-02"}) == 7);
  CHECK(season({"2020-01-01T00:00:00", "2020-01-01T01:00:00"}) == 24);
  CHECK(season({"2020-01-01T00:00:00", "2020-01-01T00:01:00"}) == 60);
  CHECK(season({"2020-01-01", "2020-01-08"}) == 1);
  CHECK(season({"2020-01-01", "2021-01-01"}) == 1);
}
