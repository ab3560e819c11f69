#include <catch2/catch.hpp>

#include "sample_fixture.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace {

using namespace fixture;

constexpr std::size_t kRows = 9, kTraining = 7;

/// One step of either family, on a table that it fits.
struct Example {
  std::string name;
  const schema::Choice* choice;
  ViewOptions options;
  data::Table table, other;  ///< other differs in the last row alone
  Outcome outcome;
};

data::Column with_other_last(data::Column column) {
  if (column.is_image()) {
    auto block = std::make_shared<samples::ImageBlock>(*column.images);
    for (std::size_t i = block->values_per_image() * (kRows - 1); i < block->bytes.size(); ++i)
      block->bytes[i] = 255;
    column.images = block;
  } else {
    auto block = std::make_shared<samples::SequenceBlock>(*column.series);
    for (std::size_t i = block->offsets[kRows - 1] * 2; i < block->values.size(); ++i)
      block->values[i] = 1e6f;
    column.series = block;
  }
  return column;
}

std::vector<Example> examples() {
  std::vector<Example> all;
  const auto add = [&](const auto& kind, const data::Column& column, auto make) {
    all.push_back({(column.is_image() ? "image " : "series ") + kind.choice.name, &kind.choice,
                   make(kind.choice.name, kind.choice.example), table_of(again(column)),
                   table_of(with_other_last(again(column))), kind.outcome});
  };
  for (const auto& kind : sample_kinds<samples::Images>())
    add(kind, picture(kRows, 3),
        [](const auto& name, const auto& text) { return image_view({image_step(name, text)}); });
  for (const auto& kind : sample_kinds<samples::Sequences>())
    add(kind, wave(kRows),
        [](const auto& name, const auto& text) { return series_view({series_step(name, text)}); });
  return all;
}

}  // namespace

TEST_CASE("every step of samples has a sentence of documentation and its own name") {
  std::set<std::string> names;
  for (const Example& example : examples()) {
    CAPTURE(example.name);
    CHECK(names.insert(example.name).second);
    CHECK(example.choice->doc.back() == '.');
    CHECK(example.choice->version >= 1);
    schema::Object object;
    auto options = example.choice->make();
    example.choice->describe(object, options.get());
    for (const schema::Field& field : object.fields()) CHECK(field.doc.back() == '.');
  }
  CHECK(names.size() == image_choices().size() + series_choices().size());
}

TEST_CASE("every step of samples loads to the same bits and sentences") {
  for (const Example& example : examples()) {
    CAPTURE(example.name);
    const auto view = fit(example.options, example.table, kTraining);
    const Archive saved = view->save();
    const auto loaded = load_view(saved);
    const auto features = apply(*view, example.table), again = apply(*loaded, example.table);
    CHECK(seen(features) == seen(again));
    CHECK(features.dense_names == again.dense_names);
    CHECK(features.images.augmentation == again.images.augmentation);
    CHECK(loaded->learnt() == view->learnt());
    CHECK(loaded->save() == saved);
    REQUIRE(view->learnt().size() == 1);
    CHECK(view->learnt()[0].sentence.size() > 5);
    CHECK(view->learnt()[0].sentence.back() != '.');
  }
}

TEST_CASE("every step of samples yields what its outcome says") {
  for (const Example& example : examples()) {
    CAPTURE(example.name);
    const auto features = apply(*fit(example.options, example.table, kTraining), example.table);
    const bool has_samples = !features.images.is_empty() || !features.sequences.is_empty();
    CHECK(has_samples == (example.outcome == Outcome::samples));
    CHECK((features.dense.columns > 0) == (example.outcome == Outcome::dense));
    CHECK(features.dense_names.size() == features.dense.columns);
    const std::set<std::string> names(features.dense_names.begin(), features.dense_names.end());
    CHECK(names.size() == features.dense.columns);
    for (const auto& row : seen(features))
      for (const float v : row) CHECK(std::isfinite(v));
  }
}

TEST_CASE("every step of samples works row by row") {
  for (const Example& example : examples()) {
    CAPTURE(example.name);
    const auto view = fit(example.options, example.table, kTraining);
    const auto all = seen(apply(*view, example.table));
    for (data::RowIndex n = 0; n < kRows; ++n) {
      const std::vector<data::RowIndex> one = {n};
      CHECK(seen(view->apply({&example.table, one})).at(0) == all[n]);
    }
    const std::vector<data::RowIndex> shuffled = {5, 0, 5, 8};
    const auto picked = seen(view->apply({&example.table, shuffled}));
    for (std::size_t i = 0; i < shuffled.size(); ++i) CHECK(picked[i] == all[shuffled[i]]);
  }
}

TEST_CASE("every step of samples learns from training rows alone") {
  std::size_t learns = 0;
  for (const Example& example : examples()) {
    CAPTURE(example.name);
    CHECK(fit(example.options, example.table, kRows - 1)->save() ==
          fit(example.options, example.other, kRows - 1)->save());
    learns += fit(example.options, example.table, kRows)->save() !=
              fit(example.options, example.other, kRows)->save();
  }
  // scale, standardize, augment of images; fill and standardize of series.
  CHECK(learns == 5);
}

TEST_CASE("every step of samples refuses an archive that lost a part") {
  for (const Example& example : examples()) {
    CAPTURE(example.name);
    const Archive saved = fit(example.options, example.table, kTraining)->save();
    const auto without = [&](const std::string& lost) {
      Archive partial;
      for (const auto& [name, array] : saved.arrays())
        if (name != lost) partial.put(name, array);
      for (const auto& [name, text] : saved.texts())
        if (name != lost) partial.put(name, text);
      for (const auto& [name, list] : saved.lists())
        if (name != lost) partial.put(name, list);
      return partial;
    };
    for (const auto& [lost, array] : saved.arrays()) {
      CAPTURE(lost);
      CHECK_THROWS_AS(load_view(without(lost)), CorruptFile);
    }
  }
}

TEST_CASE("another column, kind or shape than the view was fitted on is refused") {
  const auto view = fit(image_view({image_step("scale")}), table_of(picture(4, 3)), 4);
  const auto refusal_of = [&](const data::Table& table) {
    return refusal([&] { apply(*view, table); }).first;
  };
  CHECK(refusal_of(table_of(picture(4, 1))) ==
        "column 'picture' holds images of 4 x 3 x 1, the preparation was fitted on 4 x 3 x 3");
  CHECK(refusal_of(table_of(numbers("picture", {1, 2}))) ==
        "column 'picture' holds values of kind number where images are needed");
  CHECK(refusal_of(table_of(numbers("age", {1, 2}))) == "column 'picture' is missing");
}

TEST_CASE("nothing follows flatten, and a model takes the images of one column") {
  const data::Table table = table_of(picture(4, 3));
  const auto late = image_view({image_step("flatten"), image_step("scale")});
  CHECK(refusal([&] { fit(late, table, 4); }) ==
        Refusal{"view 'standard': column 'picture': scale: stands behind 'flatten', which is last",
                "put it before"});
  data::Column second = picture(4, 3);
  second.name = "back";
  const data::Table two = table_of(picture(4, 3), again(second));
  CHECK(refusal([&] { fit(image_view({image_step("scale")}), two, 4); }) ==
        Refusal{"view 'standard': columns 'picture' and 'back' are both images, and a model takes "
                "one",
                "give one of them the kind 'ignore', or end the steps with 'flatten'"});
  const auto flat = apply(*fit(image_view({image_step("flatten")}), two, 4), two);
  CHECK(flat.dense.columns == 72);
  CHECK(flat.dense_names[0] == "picture[0,0,0]");
  CHECK(flat.dense_names[71] == "back[3,2,2]");
}

TEST_CASE("images stay in the table's block where no step makes new ones") {
  const data::Table table = table_of(picture(9, 1));
  const auto view = fit(image_view({image_step("scale"), image_step("standardize")}), table, 7);
  const auto features = apply(*view, table);
  CHECK(features.images.block == table.columns[0].images);
  CHECK(features.images.rows.size() == 9);
}

TEST_CASE("a table with images or series gets a flat view and a whole one") {
  const data::Table table = table_of(picture(9, 1), numbers("age", {1, 2, 3, 4, 5, 6, 7, 8, 9}));
  const auto views = default_views(table, names(table));
  REQUIRE(views.size() == 2);
  CHECK(views[0].first == "flat");
  CHECK(views[1].first == "image");
  const auto flat = apply(*fit(views[0].second, table, 7), table);
  CHECK(flat.dense.columns == 13);
  CHECK(flat.dense_names[0] == "age");
  CHECK(flat.images.is_empty());
  const auto whole = apply(*fit(views[1].second, table, 7), table);
  CHECK(whole.dense.columns == 1);
  CHECK(whole.images.size() == 9);
  const data::Table waves = table_of(wave(9));
  CHECK(default_views(waves, names(waves))[1].first == "series");
}
