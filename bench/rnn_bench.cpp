// Prints the training speed of recurrent networks in samples per processor second: forward and
// backward of the recurrent layer, a dense output and plain gradient descent. Usage:
// rnn_bench [lstm50|lstm128|gru128] [threads]; without a name all of them.

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "core/kernels/dense.hpp"
#include "core/nn/loss.hpp"
#include "core/nn/network.hpp"
#include "core/optim/optimizer.hpp"

using namespace dlflow;

namespace {

struct Work {
  std::string name, cell;
  std::int64_t units;
  std::size_t steps, channels, batches;
};

constexpr std::size_t kBatch = 32;

double processor_seconds() {
  return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

schema::Chosen layer(const Work& work) {
  schema::Chosen chosen = schema::choose(nn::layer_choices(), work.cell);
  schema::Object table;
  chosen.choice->describe(table, chosen.options.get());
  for (schema::Field& field : table.fields())
    if (field.name == "units") *std::get<std::int64_t*>(field.slot) = work.units;
  return chosen;
}

/// Samples per processor second in the median of the epochs, the first left out.
double samples_per_second(const Work& work, Team* team) {
  const nn::Network network({.sequence = {layer(work)}},
                            {nn::Embeddings(0, {}), {work.steps, work.channels}, {}}, 2);
  AlignedVector<float> weights(network.buffer_size(), 0.0F), gradients(weights.size());
  network.initialize(RandomKey(1), weights.data());
  const auto optimizer = optim::make_optimizer(schema::choose(optim::optimizer_choices(), "sgd"));
  AlignedVector<float> state(weights.size() * optimizer->slots());
  nn::Workspace<float> space(network, kBatch, true);
  RandomStream stream{RandomKey(2)};
  for (std::size_t i = 0; i < kBatch * work.steps * work.channels; ++i)
    space.sequence()[i] = static_cast<float>(stream.normal());
  std::fill_n(space.steps(), kBatch, static_cast<std::int32_t>(work.steps));
  std::vector<std::int32_t> labels;
  for (std::size_t n = 0; n < kBatch; ++n) labels.push_back(static_cast<std::int32_t>(n % 2));
  nn::Workspace<float>::Run run;
  run.rows = kBatch;
  run.weights = weights.data();
  run.is_training = true;
  run.team = team;
  nn::LossPass<float> loss;
  loss.rows = kBatch;
  loss.outputs = 2;
  loss.scores = space.scores();
  loss.labels = labels.data();
  loss.scale = 1.0F / kBatch;
  loss.gradient = space.score_gradients();
  std::vector<double> speeds;
  for (std::int64_t step = 1, epoch = 0; epoch < 6; ++epoch) {
    const double start = processor_seconds();
    for (std::size_t batch = 0; batch < work.batches; ++batch, ++step) {
      space.forward(run);
      nn::loss_kind("categorical_crossentropy").run(loss);
      space.backward(run, gradients.data());
      optimizer->step(step, weights, gradients, state);
    }
    const double samples = static_cast<double>(work.batches * kBatch);
    if (epoch > 0) speeds.push_back(samples / (processor_seconds() - start));
  }
  std::nth_element(speeds.begin(), speeds.begin() + 2, speeds.end());
  return speeds[2];
}

/// Floating-point operations of a sample: both products forward, both gradients of weights and
/// that of the state; none for the input of the first layer.
double operations(const Work& work) {
  const double units = static_cast<double>(work.units), gates = work.cell == "lstm" ? 4 : 3;
  const double inputs = static_cast<double>(work.channels);
  return 2 * gates * units * static_cast<double>(work.steps) * (2 * inputs + 3 * units);
}

}  // namespace

int main(int count, char** arguments) {
  const std::string only = count > 1 ? arguments[1] : "";
  const int threads = count > 2 ? std::stoi(arguments[2]) : 1;
  kernels::use_one_thread();
  Team team(threads, kernels::use_one_thread);
  for (const Work& work :
       {Work{"lstm50", "lstm", 50, 12, 1, 400}, Work{"lstm128", "lstm", 128, 80, 128, 10},
        Work{"gru128", "gru", 128, 80, 128, 10}}) {
    if (!only.empty() && only != work.name) continue;
    const double speed = samples_per_second(work, threads > 1 ? &team : nullptr);
    fmt::print("{} {:.0f}\n", work.name, speed);
    fmt::print(stderr, "{} {:.1f} GFLOP/s\n", work.name, 1e-9 * speed * operations(work));
  }
}
