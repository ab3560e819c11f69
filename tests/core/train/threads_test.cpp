#include <catch2/catch.hpp>

#include "network_fixture.hpp"
#include "tests/core/nn/flow.hpp"

using namespace dlflow;
using namespace dlflow::train;

namespace {

schema::Chosen layer(const char* kind, const char* options) {
  return test::chosen_by_text(nn::layer_choices(), kind, options);
}

/// What a fit leaves: the weights and the losses of its epochs.
struct Left {
  Archive weights;
  std::vector<double> losses;
  bool operator==(const Left&) const = default;
};

Left fitted(NetworkOptions options, const InputShape& shape, const Input& input,
            const std::vector<std::int32_t>& labels, int threads) {
  options.train.epochs = 2;
  options.train.batch_size = 20;
  options.train.early_stopping = EarlyStopping{};
  TrainedNetwork network(options, shape, Output::multiclass, 3);
  FitRequest request;
  request.key = RandomKey(3);
  request.threads = threads;
  Truth truth;
  truth.labels = labels;
  Left left;
  for (const EpochResult& epoch : network.fit(input, truth, request).history) {
    left.losses.push_back(epoch.loss);
    left.losses.push_back(*epoch.validation_loss);
  }
  left.weights = network.save();
  return left;
}

constexpr std::size_t kRows = 70;

/// Rows of random values and labels; the last batch of an epoch is a smaller one.
struct Rows {
  explicit Rows(std::size_t size) : values(kRows * size) {
    RandomStream random{RandomKey(9)};
    for (float& value : values) value = static_cast<float>(random.normal());
    for (std::size_t n = 0; n < kRows; ++n)
      labels.push_back(static_cast<std::int32_t>(random.below(3)));
  }
  std::vector<float> values;
  std::vector<std::int32_t> labels;
};

void check_threads(const NetworkOptions& options, const InputShape& shape, const Input& input,
                   const Rows& rows) {
  const Left alone = fitted(options, shape, input, rows.labels, 1);
  REQUIRE(alone.losses.size() == 4);
  CHECK(alone.losses[2] < alone.losses[0]);
  for (const int threads : {2, 3, 4, 8}) {
    CAPTURE(threads);
    const Left left = fitted(options, shape, input, rows.labels, threads);
    CHECK(left.losses == alone.losses);
    CHECK(left.weights == alone.weights);
  }
}

}  // namespace

TEST_CASE("a fit of dense layers has the same bits for any number of threads") {
  const Rows rows(33);
  Matrix<float> x(kRows, 33);
  std::copy(rows.values.begin(), rows.values.end(), x.values.begin());
  Input input;
  input.dense = &x;
  input.rows = kRows;
  NetworkOptions options;
  options.layers = {layer("dense", "{units: 300, activation: relu}"),
                    layer("dropout", "{rate: 0.2}"), layer("batch_normalization", "{}"),
                    layer("dense", "{units: 70, activation: gelu}")};
  InputShape shape;
  shape.dense = 33;
  check_threads(options, shape, input, rows);
}

TEST_CASE("a fit of convolutions has the same bits for any number of threads") {
  const Rows rows(9 * 7 * 2);
  auto block = std::make_shared<samples::ImageBlock>();
  block->height = 9;
  block->width = 7;
  block->channels = 2;
  block->floats.assign(rows.values.begin(), rows.values.end());
  const samples::Images images = samples::all_images(block);
  Input input;
  input.images = &images;
  input.rows = kRows;
  NetworkOptions options;
  options.inputs.image = {
      layer("conv2d", "{filters: 16, kernel_size: 3, padding: same, use_bias: false}"),
      layer("batch_normalization", "{}"),
      layer("activation", "{function: relu}"),
      layer("residual",
            "{layers: [{conv2d: {filters: 16, kernel_size: 3, padding: same}}, "
            "batch_normalization], activation: relu}"),
      layer("max_pooling2d", "{pool_size: 2}"),
      layer("depthwise_conv2d", "{kernel_size: 3, padding: same}"),
      layer("global_average_pooling2d", "{}")};
  InputShape shape;
  shape.image = {9, 7, 2};
  check_threads(options, shape, input, rows);
}

TEST_CASE("a fit of an lstm has the same bits for any number of threads") {
  const Rows rows(12 * 5);
  auto block = std::make_shared<samples::SequenceBlock>();
  block->channels = 5;
  block->values = rows.values;
  // Of 5 to 12 steps; what lies behind them is not read.
  block->offsets = {0};
  for (std::size_t n = 0; n < kRows; ++n)
    block->offsets.push_back(block->offsets.back() + 5 + n % 8);
  samples::Sequences sequences = samples::all_sequences(block);
  sequences.steps = 12;
  Input input;
  input.sequences = &sequences;
  input.rows = kRows;
  NetworkOptions options;
  options.inputs.sequence = {
      layer("bidirectional", "{layer: {lstm: {units: 20, return_sequences: true}}}"),
      layer("lstm", "{units: 33, dropout: 0.1}")};
  InputShape shape;
  shape.sequence = {12, 5};
  check_threads(options, shape, input, rows);
}
