#include <catch2/catch.hpp>

#include "sample_fixture.hpp"

using namespace dlflow;
using namespace dlflow::views;

namespace {

using namespace fixture;

data::Column image_of(std::size_t height, std::size_t width, std::size_t channels,
                      const std::vector<int>& pixels) {
  auto block = std::make_shared<samples::ImageBlock>();
  block->height = height;
  block->width = width;
  block->channels = channels;
  block->bytes.assign(pixels.begin(), pixels.end());
  data::Column column;
  column.name = "x";
  column.kind = data::ColumnKind::image;
  column.images = block;
  return column;
}

data::Column series_of(std::size_t channels, const std::vector<std::vector<float>>& rows) {
  auto block = std::make_shared<samples::SequenceBlock>();
  block->channels = channels;
  for (const auto& row : rows) {
    block->values.insert(block->values.end(), row.begin(), row.end());
    block->offsets.push_back(block->offsets.back() + row.size() / channels);
  }
  data::Column column;
  column.name = "x";
  column.kind = data::ColumnKind::series;
  column.series = block;
  return column;
}

/// What is seen of the first row of an image column after these steps, fitted on all rows.
std::vector<float> image_after(const data::Column& column, std::vector<schema::Chosen> steps) {
  const data::Table table = table_of(again(column));
  return seen(apply(*fit(image_view(std::move(steps)), table, table.rows()), table)).at(0);
}
std::vector<std::vector<float>> series_after(const data::Column& column,
                                             std::vector<schema::Chosen> steps) {
  const data::Table table = table_of(again(column));
  return seen(apply(*fit(series_view(std::move(steps)), table, table.rows()), table));
}

using Row = std::vector<float>;
using Rows = std::vector<std::vector<float>>;

}  // namespace

TEST_CASE("scale divides by the largest training value") {
  CHECK(image_after(image_of(1, 2, 1, {0, 8, 16, 4}), {image_step("scale")}) == Row{0, 0.5});
  CHECK(image_after(image_of(1, 2, 1, {0, 0}), {image_step("scale")}) == Row{0, 0});
}

TEST_CASE("standardize of images learns each channel by itself") {
  const auto out = image_after(image_of(1, 2, 2, {1, 10, 3, 10}), {image_step("standardize")});
  CHECK(out == Row{-1, 0, 1, 0});
  // Scaling before does not matter.
  const auto scaled = image_after(image_of(1, 2, 2, {1, 10, 3, 10}),
                                  {image_step("scale"), image_step("standardize")});
  for (std::size_t i = 0; i < 4; ++i) CHECK(scaled[i] == Approx(out[i]).margin(1e-6));
}

TEST_CASE("grey weighs red, green and blue") {
  const auto out = image_after(image_of(1, 2, 3, {100, 0, 0, 0, 100, 50}), {image_step("grey")});
  CHECK(out[0] == Approx(29.9));
  CHECK(out[1] == Approx(58.7 + 5.7));
  CHECK(refusal([] {
          const auto table = table_of(image_of(1, 1, 2, {1, 2}));
          fit(image_view({image_step("grey")}), table, 1);
        }).first ==
        "view 'standard': column 'x': grey: needs 3 channels (red, green, blue), these images have "
        "2");
}

TEST_CASE("crop and pad keep the middle and the bytes") {
  const auto column = image_of(3, 3, 1, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  CHECK(image_after(column, {image_step("crop", "{height: 1, width: 3}")}) == Row{4, 5, 6});
  CHECK(image_after(column, {image_step("crop", "{height: 2, width: 2}")}) == Row{1, 2, 4, 5});
  CHECK(image_after(image_of(1, 2, 1, {5, 6}),
                    {image_step("pad", "{height: 3, width: 4, value: 1}")}) ==
        Row{1, 1, 1, 1, 1, 5, 6, 1, 1, 1, 1, 1});
  const auto table = table_of(again(column));
  const auto view = fit(image_view({image_step("crop", "{height: 2, width: 2}")}), table, 1);
  CHECK(apply(*view, table).images.block->has_bytes());
  CHECK(refusal([&] {
          fit(image_view({image_step("crop", "{height: 4, width: 2}")}), table, 1);
        }).first == "view 'standard': column 'x': crop: cannot cut 4 x 2 out of images of 3 x 3");
  CHECK(refusal([&] {
          fit(image_view({image_step("pad", "{height: 4, width: 2}")}), table, 1);
        }).first == "view 'standard': column 'x': pad: cannot pad images of 3 x 3 to 4 x 2");
}

TEST_CASE("resize interpolates, averages over what it skips, and keeps an image of its size") {
  const auto column = image_of(2, 2, 1, {0, 10, 20, 30});
  CHECK(image_after(column, {image_step("resize", "{height: 2, width: 2}")}) == Row{0, 10, 20, 30});
  CHECK(image_after(column, {image_step("resize", "{height: 1, width: 1}")}) == Row{15});
  const auto wide =
      image_after(image_of(1, 2, 1, {0, 100}), {image_step("resize", "{height: 1, width: 4}")});
  CHECK(wide == Row{0, 25, 75, 100});
}

TEST_CASE("augment travels with the images and needs something to do") {
  const auto table = table_of(image_of(1, 2, 1, {3, 7}));
  const auto view =
      fit(image_view({image_step("augment", "{flip: both, rotate: 10, fill: zero}")}), table, 1);
  const auto images = apply(*view, table).images;
  CHECK(images.augmentation.flip_horizontal);
  CHECK(images.augmentation.flip_vertical);
  CHECK(images.augmentation.rotate == 10);
  CHECK_FALSE(images.augmentation.fills_with_edge);
  CHECK(images.augmentation.range == 4);
  CHECK(refusal([&] { fit(image_view({image_step("augment")}), table, 1); }) ==
        Refusal{"view 'standard': column 'x': augment: changes nothing as it is written",
                "say what: {flip: horizontal, shift: 0.1, ...}"});
  const auto mixing = fit(image_view({image_step("augment", "{mixup: 0.2, cutmix: 1}")}), table, 1);
  for (const auto& kept : {apply(*mixing, table), apply(*load_view(mixing->save()), table)}) {
    CHECK(kept.images.augmentation.mixup == 0.2);
    CHECK(kept.images.augmentation.cutmix == 1);
  }
}

TEST_CASE("standardize of series learns each channel from what is there") {
  const auto column = series_of(2, {{1, 5}, {3, static_cast<float>(kNan), 1, 5, 3, 5}});
  CHECK(series_after(column, {series_step("standardize")}) ==
        Rows{{-1, 0, 0, 0, 0, 0}, {1, 0, -1, 0, 1, 0}});
}

TEST_CASE("fill closes gaps by its strategy") {
  const auto none = static_cast<float>(kNan);
  const auto column = series_of(1, {{none, 2, none, none, 8, none}, {none}, {5}});
  CHECK(series_after(column, {series_step("fill")})[0] == Row{2, 2, 4, 6, 8, 8});
  CHECK(series_after(column, {series_step("fill", "{strategy: forward}")})[0] ==
        Row{2, 2, 2, 2, 8, 8});
  CHECK(series_after(column, {series_step("fill", "{strategy: mean}")})[0] ==
        Row{5, 2, 5, 5, 8, 5});
  CHECK(series_after(column, {series_step("fill")})[1][0] == 5);
}

TEST_CASE("resample, truncate and pad change the length of series") {
  const auto column = series_of(1, {{0, 10, 20}, {4}, {0, 1, 2, 3, 4, 5}});
  CHECK(series_after(column, {series_step("resample", "{length: 5}")}) ==
        Rows{{0, 5, 10, 15, 20}, {4, 4, 4, 4, 4}, {0, 1.25, 2.5, 3.75, 5}});
  CHECK(series_after(column, {series_step("truncate", "{length: 2}")}) ==
        Rows{{0, 10}, {4, 0}, {0, 1}});
  CHECK(series_after(column, {series_step("truncate", "{length: 2, keep: end}")}) ==
        Rows{{10, 20}, {4, 0}, {4, 5}});
  CHECK(series_after(column, {series_step("pad", "{length: 4, side: start, cut: start}")}) ==
        Rows{{0, 0, 10, 20}, {0, 0, 0, 4}, {2, 3, 4, 5}});
}

TEST_CASE("without pad, series are as long as the longest of the training rows") {
  const auto table = table_of(series_of(1, {{1, 2}, {3}, {4, 5, 6}}));
  const auto view = fit(series_view({series_step("flatten")}), table, 2);
  const auto features = apply(*view, table);
  CHECK(features.dense_names == std::vector<std::string>{"x[0]", "x[1]"});
  CHECK(row(features, 2) == Row{4, 5});
}
