#include "pipeline/data/series_times.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "tests/pipeline/data/split_fixture.hpp"

namespace {

using namespace dlflow::data;
using split_fixture::all_rows;
using split_fixture::message_of;
using Steps = std::vector<std::int64_t>;

Table table_of(const std::vector<std::string>& times, const std::vector<std::string>& groups = {}) {
  Table table;
  Column& time = table.columns.emplace_back();
  time.name = "when";
  time.kind = ColumnKind::date;
  time.texts = times;
  if (groups.empty()) return table;
  Column& group = table.columns.emplace_back();
  group.name = "shop";
  group.kind = ColumnKind::id;
  group.texts = groups;
  return table;
}

Table numbers_of(const std::vector<double>& times) {
  Table table;
  Column& time = table.columns.emplace_back();
  time.name = "when";
  for (const double at : times) time.numbers.push_back(at);
  return table;
}

/// Where rows stand in series of their groups, in the order of the groups.
SeriesPlaces places_of(const Table& table) {
  std::vector<std::string> known;
  std::vector<std::int64_t> lengths;
  SeriesPlaces out;
  const Column* group = table.find("shop");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string name = group ? group->texts[row] : "";
    const auto at =
        static_cast<std::size_t>(std::find(known.begin(), known.end(), name) - known.begin());
    if (at == known.size()) {
      known.push_back(name);
      lengths.push_back(0);
    }
    out.series.push_back(static_cast<std::int32_t>(at));
    out.steps.push_back(lengths[at]++);
  }
  return out;
}

/// What was learnt from a table, saved and loaded.
SeriesTimes learnt(const Table& table) {
  const auto rows = all_rows(table.rows());
  const auto times = SeriesTimes::learn({&table, rows}, "when", table.find("shop") ? "shop" : "",
                                        places_of(table));
  REQUIRE(times.has_value());
  return SeriesTimes::load(times->save());
}

SeriesPlaces asked(const SeriesTimes& times, const Table& table) {
  const auto rows = all_rows(table.rows());
  return times.places({&table, rows});
}

}  // namespace

TEST_CASE("steps ahead begin at one, and at none for a series that was not learnt from") {
  const auto times = learnt(table_of({"2023-10", "2023-10", "2023-11"}, {"a", "b", "b"}));
  const Table next = table_of({"2023-12", "2023-12", "2023-12", "2020-01"}, {"a", "b", "c", "b"});
  const auto rows = all_rows(next.rows());
  CHECK(times.steps_ahead({&next, rows}) == Steps{2, 1, 0, 1});
}

TEST_CASE("months are counted as months, whatever their days") {
  const auto months = learnt(table_of({"2023-10", "2023-11", "2023-12"}));
  CHECK(asked(months, table_of({"2024-01", "2024-02", "2025-12", "2024-03-20"})).steps ==
        Steps{3, 4, 26, 5});
  const auto quarters = learnt(table_of({"2023-01-15", "2023-04-15", "2023-07-15"}));
  CHECK(asked(quarters, table_of({"2023-10-15", "2024-07-15"})).steps == Steps{3, 6});
  const auto ends = learnt(table_of({"2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30"}));
  CHECK(asked(ends, table_of({"2023-05-31", "2028-04-30"})).steps == Steps{4, 63});
}

TEST_CASE("days, hours and numbers are counted by the median of their steps") {
  const auto days = learnt(table_of({"2024-02-27", "2024-02-28", "2024-02-29", "2024-03-04"}));
  CHECK(asked(days, table_of({"2024-03-05", "2024-03-07", "2025-03-04"})).steps ==
        Steps{4, 6, 368});
  const auto hours = learnt(table_of({"2024-02-27 10:00", "2024-02-27 11:00", "2024-02-27 12:00"}));
  CHECK(asked(hours, table_of({"2024-02-27 13:10", "2024-02-28 12:00"})).steps == Steps{3, 26});
  const auto numbers = learnt(numbers_of({0, 5, 10, 15}));
  CHECK(asked(numbers, numbers_of({20, 31, 1e300})).steps == Steps{4, 6, 1'000'000'000'000'003});
}

TEST_CASE("each series goes on from its own end, and one of a single row by the step of another") {
  const auto times =
      learnt(table_of({"2024-01", "2024-01", "2024-02", "2024-03", "2024-03", "2024-05"},
                      {"a", "b", "a", "a", "c", "b"}));
  const Table next = table_of({"2024-04", "2024-07", "2024-09", "2024-05", "2030-01"},
                              {"a", "a", "b", "c", "unseen"});
  const SeriesPlaces places = asked(times, next);
  CHECK(places.series == std::vector<std::int32_t>{0, 0, 1, 2, -1});
  CHECK(places.steps == Steps{3, 6, 2, 2, 1});
}

TEST_CASE("rows that are not after the last count as the one behind it, and are counted") {
  const auto times = learnt(table_of({"2024-01", "2024-02", "2024-03"}));
  const Table rows = table_of({"2024-03", "2023-01", "2024-04"});
  CHECK(asked(times, rows).steps == Steps{3, 3, 3});
  const auto index = all_rows(3);
  CHECK(times.are_early({&rows, index}, 0) == std::vector<bool>{true, true, false});
}

TEST_CASE("a row without a time, or a table without times, is refused") {
  const auto times = learnt(table_of({"2024-01", "2024-02"}));
  const Table rows = table_of({"2024-03", ""});
  const auto index = all_rows(2);
  CHECK(message_of([&] {
          times.are_early({&rows, index}, 100);
        })
            .find("row 102 has no time in 'when', which tells how far after the rows learnt from "
                  "it is") != std::string::npos);
  Table other;
  other.columns.emplace_back().name = "x";
  CHECK(message_of([&] { asked(times, other); }).find("there is no column 'when'") !=
        std::string::npos);
  const Table texts = table_of({"once", "twice"});
  CHECK_FALSE(SeriesTimes::learn({&texts, index}, "when", "", places_of(texts)).has_value());
  CHECK_FALSE(SeriesTimes::learn({&texts, index}, "other", "", places_of(texts)).has_value());
}

TEST_CASE("times that do not fit together are no model") {
  auto archive = learnt(table_of({"2024-01", "2024-02"})).save();
  archive.put("steps", std::vector<double>{0});
  CHECK_THROWS_AS(SeriesTimes::load(archive), dlflow::CorruptFile);
  archive.put("steps", std::vector<double>{1, 1});
  CHECK_THROWS_AS(SeriesTimes::load(archive), dlflow::CorruptFile);
}
