#include "pipeline/data/profile.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

namespace {

using namespace dlflow::data;

Table small_table() {
  Table table;
  Column age;
  age.name = "age";
  for (const double x : {17.0, 81.0, 20.0, std::nan(""), 20.0, 17.0}) age.numbers.push_back(x);
  Column colour;
  colour.name = "colour";
  colour.kind = ColumnKind::category;
  colour.labels = {"a", "b", "c"};
  for (const int code : {0, 1, 0, 2, 0, 0}) colour.codes.push_back(code);
  Column note;
  note.name = "note";
  note.kind = ColumnKind::text;
  note.texts = {"x", "y", "z", "", "z", "x"};
  table.columns.push_back(std::move(age));
  table.columns.push_back(std::move(colour));
  table.columns.push_back(std::move(note));
  return table;
}

}  // namespace

TEST_CASE("a profile measures the given rows alone") {
  const Table table = small_table();
  const std::vector<RowIndex> some = {0, 2, 3, 4};
  const auto profiles = profile({&table, some});
  REQUIRE(profiles.size() == 3);
  const ColumnProfile& age = profiles[0];
  CHECK(age.rows == 4);
  CHECK(age.missing == 1);
  CHECK(age.distinct == 2);
  CHECK((age.min == 17 && age.max == 20 && age.mean == 19));
  CHECK(age.std == Approx(1.7320508075688772));
  CHECK(age.quantiles[0] == 18.5);
  CHECK(age.quantiles[1] == 20);
  CHECK(age.top == "20");
  CHECK(profiles[1].top == "a");
  CHECK(profiles[1].top_share == 0.75);
  CHECK(profiles[2].distinct == 2);
}

TEST_CASE("a text is measured in words") {
  Table table;
  Column& note = table.columns.emplace_back();
  note.name = "note";
  note.kind = ColumnKind::text;
  note.texts = {"to be or not to be", "", " that\tis\n", "that is"};
  const std::vector<RowIndex> all = {0, 1, 2, 3};
  const ColumnProfile found = profile({&table, all})[0];
  CHECK(found.missing == 1);
  CHECK(found.distinct == 3);
  CHECK(found.lengths == std::array<std::size_t, 3>{2, 2, 6});
  CHECK(found.distinct_words == 6);
  CHECK(summary(found) ==
        "3 different texts, 2 to 6 words (median 2), 6 different words, 1 missing");
}

TEST_CASE("a summary says what the eye needs") {
  const Table table = small_table();
  const std::vector<RowIndex> all = {0, 1, 2, 3, 4, 5};
  const auto profiles = profile({&table, all});
  CHECK(summary(profiles[0]) == "17 to 81, mean 31, 1 missing");
  CHECK(summary(profiles[1]) == "3 values; most often 'a' (67 %)");
  CHECK(summary(profiles[2]) == "3 different texts, 1 word, 3 different words, 1 missing");
  const std::vector<RowIndex> none = {3};
  CHECK(summary(profile({&table, none})[0]) == "no value, 1 missing");
  CHECK(std::isnan(profile({&table, none})[0].mean));
}

TEST_CASE("rows that equal an earlier one are counted") {
  const Table table = small_table();
  const std::vector<RowIndex> all = {0, 1, 2, 3, 4, 5};
  CHECK(duplicate_rows({&table, all}) == 2);
  const std::vector<RowIndex> some = {0, 1, 2, 3};
  CHECK(duplicate_rows({&table, some}) == 0);
  const std::vector<RowIndex> missing_twice = {3, 3};
  CHECK(duplicate_rows({&table, missing_twice}) == 1);
}

TEST_CASE("a profile tells the shape of images and the lengths of series") {
  auto images = std::make_shared<dlflow::samples::ImageBlock>();
  images->height = 1;
  images->width = 2;
  images->channels = 1;
  images->bytes = {3, 4, 0, 200, 5, 6, 3, 4};
  auto series = std::make_shared<dlflow::samples::SequenceBlock>();
  series->channels = 2;
  series->offsets = {0, 1, 3, 3, 4};
  series->values = {1, -2.5, 7, 8, NAN, 9, 1, -2.5};
  Table table;
  table.columns.resize(2);
  table.columns[0].name = "picture";
  table.columns[0].kind = ColumnKind::image;
  table.columns[0].images = images;
  table.columns[1].name = "wave";
  table.columns[1].kind = ColumnKind::series;
  table.columns[1].series = series;
  const std::vector<RowIndex> all = {0, 1, 2, 3}, some = {0, 2, 3};
  const auto whole = profile({&table, all});
  CHECK(summary(whole[0]) == "1 x 2 x 1, values 0 to 200");
  CHECK(summary(whole[1]) == "2 channels, 0 to 2 steps (median 1), values -2.5 to 9, 1 missing");
  const auto part = profile({&table, some});
  CHECK(summary(part[0]) == "1 x 2 x 1, values 3 to 6");
  CHECK(duplicate_rows({&table, all}) == 1);
  CHECK(duplicate_rows({&table, some}) == 1);
}
