#include <catch2/catch.hpp>

#include "core/train/prefetch.hpp"
#include "network_fixture.hpp"
#include "tests/core/nn/flow.hpp"

using namespace dlflow;
using namespace dlflow::train;

namespace {

constexpr std::size_t kRows = 90;

/// Images of 6 by 6 pixels; of one class the left half is bright, of the other the right.
struct Pictures {
  Pictures() {
    RandomStream random{RandomKey(2)};
    auto block = std::make_shared<samples::ImageBlock>();
    block->height = block->width = 6;
    block->channels = 1;
    for (std::size_t n = 0; n < kRows; ++n) {
      labels.push_back(static_cast<std::int32_t>(n % 2));
      for (std::size_t i = 0; i < 36; ++i) {
        const bool is_bright = (i % 6 < 3) == (n % 2 == 0);
        block->bytes.push_back(static_cast<std::uint8_t>(random.below(60) + (is_bright ? 60 : 0)));
      }
    }
    images = samples::all_images(block);
    images.scale = {0.02F};
    images.shift = {-1};
    input.images = &images;
    input.rows = kRows;
    truth.labels = labels;
  }
  samples::Images images;
  std::vector<std::int32_t> labels;
  Input input;
  Truth truth;
};

NetworkOptions small_cnn() {
  NetworkOptions options;
  const auto layer = [](const char* kind, const char* text) {
    return test::chosen_by_text(nn::layer_choices(), kind, text);
  };
  options.inputs.image = {layer("conv2d", "{filters: 4, kernel_size: 3, activation: relu}"),
                          layer("flatten", "{}")};
  options.train.epochs = 15;
  options.train.batch_size = 16;
  options.train.optimizer = test::adam(0.01);
  return options;
}

struct Left {
  Archive weights;
  double loss = 0;
  double accuracy = 0;
};

Left fitted(const Pictures& pictures, bool gathers_ahead, NetworkOptions options = small_cnn()) {
  InputShape shape;
  shape.image = {6, 6, 1};
  TrainedNetwork network(options, shape, Output::binary, 2);
  FitRequest request;
  request.key = RandomKey(5);
  request.gathers_ahead = gathers_ahead;
  Left left;
  left.loss = network.fit(pictures.input, pictures.truth, request).history.back().loss;
  left.weights = network.save();
  const Matrix<double> p = network.predict(pictures.input);
  for (std::size_t n = 0; n < kRows; ++n)
    left.accuracy += (p(n, 1) > 0.5) == (n % 2 == 1) ? 1.0 / kRows : 0;
  return left;
}

/// Writes the id of a row as its value, and refuses one.
class Counting final : public BatchSource {
 public:
  std::size_t rows() const override { return 50; }
  void gather(std::span<const std::uint32_t> ids, int epoch, const Batch& out) const override {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (ids[i] == 13) throw UserError(ExitCode::data, "row 13", "");
      out.values[i] = static_cast<float>(ids[i]) + 100.0F * static_cast<float>(epoch);
    }
  }
};

}  // namespace

TEST_CASE("batches gathered ahead give the bits of batches gathered in turn") {
  Pictures pictures;
  pictures.images.augmentation.shift = 0.1;
  pictures.images.augmentation.brightness = 0.1;
  const Left ahead = fitted(pictures, true), in_turn = fitted(pictures, false);
  CHECK(ahead.weights == in_turn.weights);
  CHECK(ahead.loss == in_turn.loss);
  NetworkOptions stopped = small_cnn();
  stopped.train.early_stopping = EarlyStopping{};
  CHECK(fitted(pictures, true, stopped).weights == fitted(pictures, false, stopped).weights);
}

TEST_CASE("a prefetch hands out what was expected, and anything else too") {
  const Counting source;
  std::vector<float> values(8);
  Batch batch;
  batch.rows = values.size();
  batch.values = values.data();
  Prefetch prefetch(source, {}, batch);
  const std::vector<std::uint32_t> first = {3, 1, 2}, second = {7, 8}, broken = {12, 13};
  prefetch.expect(first, 1);
  prefetch.gather(first, 1, batch);
  CHECK(std::vector<float>(values.begin(), values.begin() + 3) ==
        std::vector<float>{103, 101, 102});
  prefetch.expect(first, 1);
  prefetch.gather(second, 1, batch);
  CHECK(values[0] == 107);
  prefetch.expect(first, 1);
  prefetch.gather(first, 2, batch);
  CHECK(values[0] == 203);
  prefetch.expect(broken, 1);
  CHECK_THROWS_AS(prefetch.gather(broken, 1, batch), UserError);
  prefetch.expect(second, 3);
  prefetch.gather(second, 3, batch);
  CHECK(values[1] == 308);
}

TEST_CASE("mixed images train with both truths") {
  Pictures pictures;
  const Left plain = fitted(pictures, true);
  CHECK(plain.accuracy > 0.97);
  for (const bool is_box : {false, true}) {
    CAPTURE(is_box);
    pictures.images.augmentation.mixup = is_box ? 0 : 1;
    pictures.images.augmentation.cutmix = is_box ? 1 : 0;
    const Left mixed = fitted(pictures, true);
    CHECK(mixed.accuracy > 0.95);
    // Half of the pairs are of two classes, whose loss is at least the entropy of the share.
    CHECK(mixed.loss > plain.loss + 0.1);
    CHECK(mixed.weights == fitted(pictures, false).weights);
  }
}
