#include <catch2/catch.hpp>

#include "core/schema/schema.hpp"
#include "view_fixture.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace {

using namespace fixture;

/// The options of an example such as "{rare: 0.01, clip: true}".
std::map<std::string, std::string> parse_example(const std::string& example) {
  REQUIRE(example.size() >= 2);
  REQUIRE(example.front() == '{');
  REQUIRE(example.back() == '}');
  std::map<std::string, std::string> options;
  const std::string inner = example.substr(1, example.size() - 2);
  if (inner.empty()) return options;
  for (std::string_view pair : split(inner, ',')) {
    const auto parts = split(pair, ':');
    REQUIRE(parts.size() == 2);
    options[std::string(trim(parts[0]))] = std::string(trim(parts[1]));
  }
  return options;
}

data::Table sample() {
  return table_of(
      numbers("age", {22, 38, kNan, 35, 0.5, 54, 2, 27}),
      words("port", {"s", "c", "", "s", "q", "s", "c", "x"}),
      words("alive", {"n", "y", "n", "y", "n", "y", "y", "n"}, data::ColumnKind::binary),
      dates("when", {"2024-01-31", "2024-02-29 06:30", "", "2023-12-01", "2024-02-29", "2024-03-01",
                     "2024-07-14", "2025-01-01"}));
}

bool takes_numbers(const TransformKind& kind) {
  return kind.takes != Takes::categories && kind.takes != Takes::dates;
}
bool takes_categories(const TransformKind& kind) {
  return kind.takes != Takes::numbers && kind.takes != Takes::dates;
}
bool takes_dates(const TransformKind& kind) {
  return kind.takes == Takes::dates || kind.takes == Takes::all;
}

/// The view with the example of a kind on all columns it takes, behind what fills the holes.
ViewOptions example_view(const TransformKind& kind) {
  const schema::Chosen chosen = step(kind.choice.name, parse_example(kind.choice.example));
  ViewOptions options;
  options.number = {step("impute")};
  if (takes_numbers(kind)) options.number = {chosen};
  if (kind.takes == Takes::numbers) options.number.insert(options.number.begin(), step("impute"));
  if (takes_categories(kind)) options.category = {chosen};
  if (takes_dates(kind)) options.date = {chosen, step("impute")};
  return options;
}

data::Features piece(const FittedView& view, const data::Table& table, data::RowIndex row) {
  const std::vector<data::RowIndex> rows = {row};
  return view.apply({&table, rows});
}

}  // namespace

TEST_CASE("every transform has a sentence of documentation, a version and its own name") {
  std::set<std::string> seen;
  for (const schema::Choice* choice : transform_choices()) {
    CAPTURE(choice->name);
    CHECK(seen.insert(choice->name).second);
    CHECK(choice->doc.size() > 10);
    CHECK(choice->doc.back() == '.');
    CHECK(choice->version >= 1);
    auto options = choice->make();
    schema::Object object;
    choice->describe(object, options.get());
    for (const schema::Field& field : object.fields()) {
      CAPTURE(field.name);
      CHECK(field.doc.back() == '.');
    }
  }
  CHECK(seen.size() == transform_kinds().size());
  CHECK(find_transform("imputes") == nullptr);
}

TEST_CASE("every transform's example fits, and the view loads to the same bits and sentences") {
  const data::Table table = sample();
  for (const TransformKind& kind : transform_kinds()) {
    CAPTURE(kind.choice.name);
    const auto view = fit(example_view(kind), table, 7);
    const Archive saved = view->save();
    const auto loaded = load_view(saved);
    CHECK(same_bits(apply(*view, table), apply(*loaded, table)));
    CHECK(loaded->learnt() == view->learnt());
    CHECK(loaded->save() == saved);
  }
}

TEST_CASE("every transform says what it learnt of every column it takes") {
  const data::Table table = sample();
  for (const TransformKind& kind : transform_kinds()) {
    CAPTURE(kind.choice.name);
    std::set<std::string> columns;
    for (const Learnt& learnt : fit(example_view(kind), table, 7)->learnt()) {
      if (learnt.step != kind.choice.name) continue;
      columns.insert(learnt.column);
      CHECK(learnt.sentence.size() > 5);
      CHECK(learnt.sentence.back() != '.');
    }
    CHECK(columns.contains("age") == takes_numbers(kind));
    CHECK(columns.contains("port") == takes_categories(kind));
    CHECK(columns.contains("when") == takes_dates(kind));
  }
}

TEST_CASE("every transform learns from training rows alone") {
  const data::Table table = sample();
  data::Table other = sample();
  other.columns[0].numbers[7] = 1e6;
  other.columns[1] = words("port", {"s", "c", "", "s", "q", "s", "c", "b"});
  other.columns[2].codes[7] = 1;
  other.columns[3].texts[7] = "1999-05-05 12:30";
  for (const TransformKind& kind : transform_kinds()) {
    CAPTURE(kind.choice.name);
    CHECK(fit(example_view(kind), table, 7)->save() == fit(example_view(kind), other, 7)->save());
    // The same change in a training row is seen by every step that learns numbers.
    if (kind.choice.name != "drop" && kind.choice.name != "log1p" &&
        kind.choice.name != "polynomial")
      CHECK(fit(example_view(kind), table, 8)->save() != fit(example_view(kind), other, 8)->save());
  }
}

TEST_CASE("every transform works row by row") {
  const data::Table table = sample();
  for (const TransformKind& kind : transform_kinds()) {
    CAPTURE(kind.choice.name);
    const auto view = fit(example_view(kind), table, 7);
    const data::Features whole = apply(*view, table);
    for (data::RowIndex n = 0; n < table.rows(); ++n) {
      const data::Features one = piece(*view, table, n);
      CHECK(row(one, 0) == row(whole, n));
      for (std::size_t c = 0; c < whole.codes.size(); ++c)
        CHECK(one.codes[c].codes[0] == whole.codes[c].codes[n]);
    }
  }
}

TEST_CASE("every transform that does not train apart gives training rows what apply gives them") {
  const data::Table table = sample();
  const data::Fold fold = first_rows(table, 7);
  const data::Target target = two_classes(7);
  for (const TransformKind& kind : transform_kinds()) {
    CAPTURE(kind.choice.name);
    const auto fitted = fit_and_apply("standard", example_view(kind), fold.training(table),
                                      names(table), {&target, RandomKey(1)});
    const data::Features applied = fitted.view->apply(fold.training(table));
    const bool is_apart = kind.choice.name == "target_encode";
    CHECK(same_bits(fitted.features, applied) != is_apart);
    CHECK(fitted.features.dense_names == applied.dense_names);
    CHECK(fitted.view->save() == fit(example_view(kind), table, 7)->save());
  }
}

TEST_CASE("every transform refuses an archive that lost a part") {
  const data::Table table = sample();
  for (const TransformKind& kind : transform_kinds()) {
    CAPTURE(kind.choice.name);
    const Archive saved = fit(example_view(kind), table, 7)->save();
    for (const auto& [lost, unused] : saved.arrays()) {
      CAPTURE(lost);
      Archive partial;
      for (const auto& [name, array] : saved.arrays())
        if (name != lost) partial.put(name, array);
      for (const auto& [name, text] : saved.texts()) partial.put(name, text);
      for (const auto& [name, list] : saved.lists()) partial.put(name, list);
      CHECK_THROWS_AS(load_view(partial), CorruptFile);
    }
  }
}
