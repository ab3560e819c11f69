// Prints the training speed of two networks in samples per processor second, and the speed of a
// plain matrix product. Usage: mlp_bench [small|large|gemm]; without an argument all three.

#include <fmt/format.h>
#include <oneapi/dnnl/dnnl.h>

#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include "core/kernels/dense.hpp"
#include "core/nn/layer.hpp"
#include "core/optim/optimizer.hpp"
#include "core/train/trainer.hpp"

using namespace dlflow;

namespace {

struct Work {
  std::size_t inputs;
  std::vector<std::int64_t> hidden;
  int classes;
  std::size_t rows;
  std::int64_t batch, epochs;
};

schema::Chosen dense(std::int64_t units) {
  const schema::Choice* choice = nn::layer_choices().front();
  schema::Chosen chosen{choice, choice->make(), {}};
  schema::Object table;
  choice->describe(table, chosen.options.get());
  for (schema::Field& field : table.fields()) {
    if (auto* whole = std::get_if<std::int64_t*>(&field.slot)) **whole = units;
    if (field.name == "activation") std::get<schema::EnumSlot>(field.slot).set(1);
  }
  return chosen;
}

/// Seconds of the processor in this process: work of others on the machine does not count.
double processor_seconds() {
  return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

/// Samples per processor second in the median epoch, the first left out.
double samples_per_second(const Work& work) {
  train::NetworkOptions options;
  for (const std::int64_t units : work.hidden) options.layers.push_back(dense(units));
  options.train.epochs = work.epochs;
  options.train.batch_size = work.batch;
  // Plain gradient descent: the least work beside the products, in both tools.
  const schema::Choice* sgd = optim::optimizer_choices().front();
  options.train.optimizer = {sgd, sgd->make(), {}};
  const auto output = work.classes == 2 ? train::Output::binary : train::Output::multiclass;

  Matrix<float> x(work.rows, work.inputs);
  std::vector<std::int32_t> labels(work.rows);
  RandomStream stream{RandomKey(1)};
  for (float& value : x.values) value = static_cast<float>(stream.normal());
  for (std::int32_t& label : labels)
    label = static_cast<std::int32_t>(stream.below(static_cast<std::uint64_t>(work.classes)));
  train::Input input{&x, {}, work.rows};
  train::Truth truth;
  truth.labels = labels;
  train::TrainedNetwork network(options, {work.inputs, {}}, output, work.classes);
  train::FitRequest request;
  std::vector<double> speeds;
  double start = 0;
  request.on_epoch = [&](const train::EpochResult& epoch) {
    const double now = processor_seconds();
    if (epoch.epoch > 1) speeds.push_back(static_cast<double>(epoch.samples) / (now - start));
    start = now;
  };
  network.fit(input, truth, request);
  std::nth_element(speeds.begin(), speeds.begin() + static_cast<std::ptrdiff_t>(speeds.size() / 2),
                   speeds.end());
  return speeds[speeds.size() / 2];
}

/// GFLOP/s of a square product that stays in the cache: the best of 20.
double gemm_peak() {
  const dnnl_dim_t n = 768;
  const auto size = static_cast<std::size_t>(n * n);
  AlignedVector<float> a(size, 0.5F), b(size, 0.25F), c(size);
  double best = 0;
  for (int i = 0; i < 20; ++i) {
    const double start = processor_seconds();
    dnnl_sgemm('N', 'N', n, n, n, 1, a.data(), n, b.data(), n, 0, c.data(), n);
    const double spent = processor_seconds() - start;
    best = std::max(best, 2e-9 * static_cast<double>(n * n * n) / spent);
  }
  return best;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string only = count > 1 ? arguments[1] : "";
  kernels::use_one_thread();
  if (only.empty() || only == "small")
    fmt::print("small {:.0f}\n", samples_per_second({8, {12, 8}, 2, 76800, 10, 20}));
  if (only.empty() || only == "large")
    fmt::print("large {:.0f}\n", samples_per_second({784, {512, 512}, 10, 12800, 128, 5}));
  if (only.empty() || only == "gemm") fmt::print("gemm {:.1f}\n", gemm_peak());
}
