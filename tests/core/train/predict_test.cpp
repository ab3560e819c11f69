#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <vector>

#include "core/nn/layer.hpp"
#include "core/train/trainer.hpp"
#include "tests/core/nn/flow.hpp"

using namespace dlflow;
using namespace dlflow::train;

namespace {

schema::Chosen layer(const char* kind, const char* options) {
  return test::chosen_by_text(nn::layer_choices(), kind, options);
}

std::vector<float> noise(std::size_t count) {
  RandomStream random{RandomKey(11)};
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

/// Every row gets the prediction that it gets alone. `input_of(begin, count)` gives rows.
template <class InputOf>
void check_each_row(const NetworkOptions& options, const InputShape& shape, std::size_t rows,
                    const InputOf& input_of) {
  TrainedNetwork network(options, shape, Output::multiclass, 3);
  Truth truth;
  std::vector<std::int32_t> labels(rows);
  for (std::size_t n = 0; n < rows; ++n) labels[n] = static_cast<std::int32_t>(n % 3);
  truth.labels = labels;
  FitRequest request;
  request.key = RandomKey(3);
  network.fit(input_of(0, rows), truth, request);
  const Matrix<double> all = network.predict(input_of(0, rows));
  REQUIRE(all.rows == rows);
  for (std::size_t n = 0; n < rows; ++n) {
    const Matrix<double> alone = network.predict(input_of(n, 1));
    for (std::size_t k = 0; k < 3; ++k) {
      CAPTURE(n, k);
      CHECK(all(n, k) == Approx(alone(0, k)).margin(1e-5));
    }
  }
}

NetworkOptions options_of(std::vector<schema::Chosen> layers) {
  NetworkOptions options;
  options.layers = std::move(layers);
  options.train.epochs = 1;
  options.train.batch_size = 16;
  return options;
}

}  // namespace

TEST_CASE("each of many rows of a small network is predicted as it is alone") {
  constexpr std::size_t kRows = 600, kColumns = 5;
  const std::vector<float> values = noise(kRows * kColumns);
  InputShape shape;
  shape.dense = kColumns;
  Matrix<float> x;
  check_each_row(options_of({layer("dense", "{units: 9, activation: relu}")}), shape, kRows,
                 [&](std::size_t begin, std::size_t count) {
                   x = Matrix<float>(count, kColumns);
                   std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(begin * kColumns),
                               count * kColumns, x.values.begin());
                   Input input;
                   input.rows = count;
                   input.dense = &x;
                   return input;
                 });
}

TEST_CASE("each of many images of a large network is predicted as it is alone") {
  constexpr std::size_t kRows = 71, kSide = 24;
  const std::vector<float> values = noise(kRows * kSide * kSide);
  InputShape shape;
  shape.image = {kSide, kSide, 1};
  samples::Images images;
  check_each_row(
      options_of({layer("conv2d", "{filters: 32, kernel_size: 3, padding: same}"),
                  layer("global_average_pooling2d", "{}")}),
      shape, kRows, [&](std::size_t begin, std::size_t count) {
        auto block = std::make_shared<samples::ImageBlock>();
        block->height = block->width = kSide;
        block->channels = 1;
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(begin * kSide * kSide);
        block->floats.assign(first, first + static_cast<std::ptrdiff_t>(count * kSide * kSide));
        images = samples::all_images(block);
        Input input;
        input.rows = count;
        input.images = &images;
        return input;
      });
}
