// Prints the training speed of one network in samples per second of its threads' time, or the rate
// of a plain matrix product. Usage: network_bench NAME [THREADS]; without an argument the names.
// `predict-NAME` measures batched prediction; what ends in `-augmented` is measured by the clock.

#include <fmt/format.h>
#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "core/kernels/dense.hpp"
#include "core/train/trainer.hpp"
#include "pipeline/config/yaml.hpp"

using namespace dlflow;

namespace {

/// A network of the peer table; peers.py holds the same ones.
struct Work {
  std::string name, layers;
  Shape input;  ///< (F), (T, C) or (H, W, C)
  int classes = 10;
  std::size_t rows = 0;
  std::int64_t batch = 0, epochs = 3;
  bool is_augmented = false, gathers_ahead = true;
  std::string precision = "float32";
};

const std::string kBlock =
    "- residual: {layers: [{conv2d: {filters: F, kernel_size: 3, strides: S, padding: same, "
    "use_bias: false}}, batch_normalization, {activation: relu}, {conv2d: {filters: F, "
    "kernel_size: 3, padding: same, use_bias: false}}, batch_normalization]P, activation: relu}\n";

/// A residual block; the first of a stage halves the image and projects its shortcut.
std::string block(int filters, bool is_first) {
  std::string text = kBlock;
  const std::string f = std::to_string(filters);
  const std::string projection =
      ", shortcut: [{conv2d: {filters: " + f +
      ", kernel_size: 1, strides: 2, use_bias: false}}, batch_normalization]";
  const auto put = [&](const std::string& what, const std::string& value) {
    for (std::size_t at; (at = text.find(what)) != text.npos;) text.replace(at, what.size(), value);
  };
  put("filters: F", "filters: " + f);
  put("strides: S", is_first ? "strides: 2" : "strides: 1");
  put("]P", "]" + (is_first ? projection : std::string()));
  return text;
}

std::string residual_network() {
  std::string text =
      "- conv2d: {filters: 32, kernel_size: 3, padding: same, use_bias: false}\n"
      "- batch_normalization\n- activation: relu\n";
  for (const int filters : {32, 64, 128})
    for (const int i : {0, 1}) text += block(filters, filters > 32 && i == 0);
  return text + "- global_average_pooling2d\n";
}

std::vector<Work> plain_works() {
  return {
      {"small",
       "[{dense: {units: 12, activation: relu}}, {dense: {units: 8, activation: relu}}]",
       {8},
       2,
       76800,
       10,
       20},
      {"large",
       "[{dense: {units: 512, activation: relu}}, {dense: {units: 512, activation: relu}}]",
       {784},
       10,
       12800,
       128,
       5},
      {"cnn",
       "[{conv2d: {filters: 32, kernel_size: 3, activation: relu}}, {conv2d: {filters: 64, "
       "kernel_size: 3, activation: relu}}, {max_pooling2d: 2}, flatten, {dense: {units: 128, "
       "activation: relu}}]",
       {28, 28, 1},
       10,
       1280,
       128,
       4},
      {"resnet", residual_network(), {32, 32, 3}, 10, 512, 128, 4},
      {"lstm50", "[{lstm: 50}]", {12, 1}, 2, 12800, 32, 4},
      {"lstm128", "[{lstm: 128}]", {80, 128}, 2, 640, 32, 4},
      {"gru128", "[{gru: 128}]", {80, 128}, 2, 640, 32, 4},
  };
}

/// Those of the peer table; some with bfloat16 products; two with augmented images whose batches
/// are gathered while others are trained, or in turn.
std::vector<Work> works() {
  std::vector<Work> all = plain_works();
  for (Work work : plain_works()) {
    if (work.name == "large" || work.name == "cnn" || work.name == "resnet") {
      Work half = work;
      half.name += "-bfloat16";
      half.precision = "bfloat16";
      all.push_back(half);
    }
    if (work.name != "cnn" && work.name != "resnet") continue;
    const std::string name = work.name;
    work.is_augmented = true;
    for (const bool gathers_ahead : {true, false}) {
      work.name = name + (gathers_ahead ? "-augmented" : "-augmented-in-turn");
      work.gathers_ahead = gathers_ahead;
      all.push_back(work);
    }
  }
  return all;
}

/// Random rows of one of the shapes, with what keeps them.
struct Data {
  Data(const Work& work) : x(work.input.size() == 1 ? work.rows : 0, work.input[0]) {
    RandomStream stream{RandomKey(1)};
    const std::size_t values = work.rows * count(work.input);
    input.rows = work.rows;
    if (work.input.size() == 1) {
      for (float& value : x.values) value = static_cast<float>(stream.normal());
      input.dense = &x;
    } else if (work.input.size() == 2) {
      auto block = std::make_shared<samples::SequenceBlock>();
      block->channels = work.input[1];
      for (std::size_t n = 1; n <= work.rows; ++n) block->offsets.push_back(n * work.input[0]);
      for (std::size_t i = 0; i < values; ++i)
        block->values.push_back(static_cast<float>(stream.normal()));
      sequences = samples::all_sequences(block);
      sequences.steps = work.input[0];
      input.sequences = &sequences;
    } else {
      auto block = std::make_shared<samples::ImageBlock>();
      block->height = work.input[0];
      block->width = work.input[1];
      block->channels = work.input[2];
      for (std::size_t i = 0; i < values; ++i)
        block->bytes.push_back(static_cast<std::uint8_t>(stream.below(256)));
      images = samples::all_images(block);
      images.scale.assign(block->channels, 1.0F / 255);
      if (work.is_augmented) {
        images.augmentation.flip_horizontal = true;
        images.augmentation.shift = images.augmentation.zoom = 0.1;
        images.augmentation.rotate = 10;
      }
      input.images = &images;
    }
    for (std::size_t n = 0; n < work.rows; ++n)
      labels.push_back(
          static_cast<std::int32_t>(stream.below(static_cast<std::uint64_t>(work.classes))));
    truth.labels = labels;
  }
  Matrix<float> x;
  samples::Sequences sequences;
  samples::Images images;
  std::vector<std::int32_t> labels;
  train::Input input;
  train::Truth truth;
};

train::NetworkOptions options_of(const Work& work) {
  const std::string text =
      (work.layers[0] == '[' ? "layers: " + work.layers : "layers:\n" + work.layers) +
      "\ntrain: {epochs: " + std::to_string(work.epochs) +
      ", batch_size: " + std::to_string(work.batch) +
      ", optimizer: sgd, precision: " + work.precision + "}\n";
  train::NetworkOptions options;
  schema::Object table = schema::table(options);
  std::vector<Problem> problems;
  schema::load(config::parse_yaml(text, work.name), table, problems);
  if (!problems.empty()) throw UserError(ExitCode::configuration, std::move(problems));
  return options;
}

/// One thread: seconds of the processor, so that work of others does not count. Several: the clock.
double seconds(int threads) {
  if (threads == 1) return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Samples per second in the median epoch, the first left out.
double training_speed(const Work& work, int threads) {
  const Data data(work);
  train::InputShape shape;
  if (work.input.size() == 1) shape.dense = work.input[0];
  if (work.input.size() == 2) shape.sequence = work.input;
  if (work.input.size() == 3) shape.image = work.input;
  const auto output = work.classes == 2 ? train::Output::binary : train::Output::multiclass;
  train::TrainedNetwork network(options_of(work), shape, output, work.classes);
  train::FitRequest request;
  request.threads = threads;
  request.gathers_ahead = work.gathers_ahead;
  // With a thread that gathers, only the clock says how long it took.
  const int clock = work.is_augmented ? 2 : threads;
  std::vector<double> speeds;
  double start = 0;
  request.on_epoch = [&](const train::EpochResult& epoch) {
    const double now = seconds(clock);
    if (epoch.epoch > 1) speeds.push_back(static_cast<double>(epoch.samples) / (now - start));
    start = now;
  };
  network.fit(data.input, data.truth, request);
  return median(speeds);
}

double prediction_speed(Work work) {
  const Data data(work);
  train::InputShape shape;
  if (work.input.size() == 1) shape.dense = work.input[0];
  if (work.input.size() == 2) shape.sequence = work.input;
  if (work.input.size() == 3) shape.image = work.input;
  const auto output = work.classes == 2 ? train::Output::binary : train::Output::multiclass;
  work.epochs = 1;
  train::TrainedNetwork network(options_of(work), shape, output, work.classes);
  network.fit(data.input, data.truth, {});
  std::vector<double> speeds;
  for (int i = 0; i < 5; ++i) {
    const double start = seconds(1);
    network.predict(data.input);
    speeds.push_back(static_cast<double>(work.rows) / (seconds(1) - start));
  }
  return median(speeds);
}

/// GFLOP/s of a square product that stays in the cache: the best of 20.
double product_rate() {
  const dnnl_dim_t n = 768;
  const auto size = static_cast<std::size_t>(n * n);
  AlignedVector<float> a(size, 0.5F), b(size, 0.25F), c(size);
  double best = 0;
  for (int i = 0; i < 20; ++i) {
    const double start = seconds(1);
    dnnl_sgemm('N', 'N', n, n, n, 1, a.data(), n, b.data(), n, 0, c.data(), n);
    best = std::max(best, 2e-9 * static_cast<double>(n * n * n) / (seconds(1) - start));
  }
  return best;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string name = count > 1 ? arguments[1] : "";
  const int threads = count > 2 ? std::atoi(arguments[2]) : 1;
  kernels::use_one_thread();
  if (name == "gemm") {
    fmt::print("gemm {:.1f}\n", product_rate());
    return 0;
  }
  for (const Work& work : works()) {
    if (name.empty()) fmt::print("{}\n", work.name);
    if (name == work.name) fmt::print("{} {:.0f}\n", name, training_speed(work, threads));
    if (name == "predict-" + work.name) fmt::print("{} {:.0f}\n", name, prediction_speed(work));
  }
}
