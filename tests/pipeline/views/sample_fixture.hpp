#pragma once

#include "pipeline/config/yaml.hpp"
#include "pipeline/views/samples/sample_chain.hpp"
#include "view_fixture.hpp"

/// Tables with an image or a series column.
namespace dlflow::views::fixture {

/// Images of 4 x 3 x channels with bytes that differ.
inline data::Column picture(std::size_t rows, std::size_t channels, unsigned salt = 0) {
  auto block = std::make_shared<samples::ImageBlock>();
  block->height = 4;
  block->width = 3;
  block->channels = channels;
  for (std::size_t i = 0; i < rows * 12 * channels; ++i)
    block->bytes.push_back(static_cast<std::uint8_t>((i * 37 + i / 12 * 11 + salt) % 251));
  data::Column column;
  column.name = "picture";
  column.kind = data::ColumnKind::image;
  column.images = std::move(block);
  return column;
}

/// Series of two channels with 1 to 7 steps and a missing value here and there.
inline data::Column wave(std::size_t rows, float salt = 0) {
  auto block = std::make_shared<samples::SequenceBlock>();
  block->channels = 2;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::size_t length = row * 5 % 7 + 1;
    for (std::size_t i = 0; i < length * 2; ++i)
      block->values.push_back((row + i) % 5 == 4 ? std::numeric_limits<float>::quiet_NaN()
                                                 : static_cast<float>(row * 3 + i * i % 7) + salt);
    block->offsets.push_back(block->offsets.back() + length);
  }
  data::Column column;
  column.name = "wave";
  column.kind = data::ColumnKind::series;
  column.series = std::move(block);
  return column;
}

/// A column over the same block.
inline data::Column again(const data::Column& column) {
  data::Column out;
  out.name = column.name;
  out.kind = column.kind;
  out.images = column.images;
  out.series = column.series;
  return out;
}

/// What a model is shown of every row: the dense columns, then the samples.
inline std::vector<std::vector<float>> seen(const data::Features& features) {
  std::vector<std::vector<float>> rows;
  for (std::size_t n = 0; n < features.rows; ++n) {
    std::vector<float> values = row(features, n);
    if (!features.images.is_empty()) {
      std::vector<float> image(features.images.block->values_per_image());
      write_image(features.images, n, image);
      values.insert(values.end(), image.begin(), image.end());
    }
    if (!features.sequences.is_empty()) {
      std::vector<float> steps(features.sequences.steps * features.sequences.channels());
      write_sequence(features.sequences, n, steps);
      values.insert(values.end(), steps.begin(), steps.end());
    }
    rows.push_back(std::move(values));
  }
  return rows;
}

/// A step of images or series, its options as flow YAML.
inline schema::Chosen sample_step(const schema::Choices& family, const std::string& name,
                                  const std::string& options = "{}") {
  const schema::Choice* choice = schema::find_choice(family, name);
  REQUIRE(choice != nullptr);
  std::vector<Problem> problems;
  auto chosen = schema::load_options(*choice, config::parse_yaml(options, "options"), problems, "");
  REQUIRE(problems.empty());
  return chosen;
}
inline schema::Chosen image_step(const std::string& name, const std::string& options = "{}") {
  return sample_step(image_choices(), name, options);
}
inline schema::Chosen series_step(const std::string& name, const std::string& options = "{}") {
  return sample_step(series_choices(), name, options);
}

inline ViewOptions image_view(std::vector<schema::Chosen> steps) {
  ViewOptions options;
  options.image = std::move(steps);
  return options;
}
inline ViewOptions series_view(std::vector<schema::Chosen> steps) {
  ViewOptions options;
  options.series = std::move(steps);
  return options;
}

}  // namespace dlflow::views::fixture
