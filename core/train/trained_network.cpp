#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/kernels/dense.hpp"
#include "core/train/find_rate.hpp"
#include "core/train/fit.hpp"
#include "core/train/summary.hpp"

namespace dlflow::train {
namespace {

// Rows that are predicted together: few where many would not stay in the cache.
constexpr std::size_t kMostRows = 256, kFewRows = 32, kCacheBytes = 4U << 20;

std::unique_ptr<nn::Workspace<float>> workspace_for(const nn::Network& network, std::size_t rows) {
  const auto make = [&](std::size_t most) {
    return std::make_unique<nn::Workspace<float>>(network, std::clamp<std::size_t>(rows, 1, most),
                                                  false);
  };
  auto few = make(kFewRows);
  const bool fits = few->bytes() * (kMostRows / kFewRows) <= kCacheBytes;
  return rows > kFewRows && fits ? make(kMostRows) : std::move(few);
}

std::size_t outputs_of(Output output, int classes) {
  if (output != Output::multiclass) return 1;
  DLFLOW_REQUIRE(classes >= 2, "a multiclass output has at least two classes");
  return static_cast<std::size_t>(classes);
}

void require_input(const nn::Network& network, const Input& x) {
  const nn::Embeddings& shape = network.embeddings();
  const Shape sequence = network.inputs().sequence, image = network.inputs().image;
  DLFLOW_REQUIRE(sequence.empty() || (x.sequences && x.sequences->size() == x.rows &&
                                      x.sequences->channels() == sequence.at(1)),
                 "the sequences are those the network was made for");
  if (!image.empty()) {
    DLFLOW_REQUIRE(x.images && x.images->size() == x.rows, "each row has an image");
    const samples::ImageBlock& block = *x.images->block;
    DLFLOW_REQUIRE(Shape({block.height, block.width, block.channels}) == image,
                   "the images are those the network was made for");
  }
  DLFLOW_REQUIRE(x.floats() == shape.floats(),
                 "the floats of a row are those the network was made for");
  DLFLOW_REQUIRE((!x.dense || x.dense->rows == x.rows) &&
                     (!x.sparse || x.sparse->offsets.size() == x.rows + 1),
                 "the floats have a row for each row");
  DLFLOW_REQUIRE(x.codes.size() == shape.columns(), "the code columns are those it was made for");
  for (std::size_t c = 0; c < x.codes.size(); ++c) {
    const auto cardinality = static_cast<std::int32_t>(shape.parameters()[c].shape[0]);
    DLFLOW_REQUIRE(x.codes[c].size() == x.rows, "a code column has a code for each row");
    DLFLOW_REQUIRE(
        std::ranges::all_of(x.codes[c], [&](std::int32_t v) { return v >= 0 && v < cardinality; }),
        "a code is below its cardinality");
  }
}

void require_truth(const Truth& y, std::size_t rows, Output output, int classes) {
  const bool is_regression = output == Output::regression;
  DLFLOW_REQUIRE((is_regression ? y.values.size() : y.labels.size()) == rows,
                 "the truth has an entry for each row");
  DLFLOW_REQUIRE(y.weights.empty() || y.weights.size() == rows, "each row has a weight");
  const std::int32_t limit = output == Output::binary ? 2 : classes;
  DLFLOW_REQUIRE(
      is_regression ||
          std::ranges::all_of(y.labels, [&](std::int32_t v) { return v >= 0 && v < limit; }),
      "a label is below the number of classes");
}

/// The layers, their products planned in the precision of the options.
nn::Network network_of(const NetworkOptions& o, const InputShape& input, std::size_t outputs) {
  const kernels::PlannedPrecision precision(kernels::has_bfloat16() ? o.train.precision
                                                                    : kernels::Precision::float32);
  return {{o.inputs.table, o.inputs.sequence, o.inputs.image, o.layers},
          {nn::Embeddings(input.dense, input.cardinalities), input.sequence, input.image},
          outputs};
}

void require_class_weight(const TrainOptions& options, Output output) {
  if (options.class_weight != ClassWeight::balanced || output != Output::regression) return;
  throw UserError(ExitCode::configuration,
                  {Problem{{},
                           "train.class_weight",
                           "expected classes to balance, but the target is a number",
                           "leave it out"}});
}

}  // namespace

void require_trainable(const NetworkOptions& options, const InputShape& input, Output output,
                       int classes) {
  network_of(options, input, outputs_of(output, classes));
  nn::make_loss(options.train.loss, output, static_cast<std::size_t>(classes));
  require_class_weight(options.train, output);
  require_precision(options.train.precision, kernels::has_bfloat16());
}

struct TrainedNetwork::State {
  State(const NetworkOptions& o, const InputShape& input, Output out, int k)
      : options(o),
        output(out),
        classes(k),
        network(network_of(o, input, outputs_of(out, k))),
        loss(nn::make_loss(o.train.loss, out, static_cast<std::size_t>(k))),
        weights(network.buffer_size(), 0.0F) {
    require_class_weight(o.train, out);
  }

  NetworkOptions options;
  Output output;
  int classes;
  nn::Network network;
  std::unique_ptr<nn::Loss> loss;
  AlignedVector<float> weights;
};

TrainedNetwork::TrainedNetwork(const NetworkOptions& options, const InputShape& input,
                               Output output, int classes)
    : state_(std::make_unique<State>(options, input, output, classes)) {}

TrainedNetwork::~TrainedNetwork() = default;

FitOutcome TrainedNetwork::fit(const Input& x, const Truth& y, const FitRequest& request) {
  require_input(state_->network, x);
  require_truth(y, x.rows, state_->output, state_->classes);
  require_precision(state_->options.train.precision, kernels::has_bfloat16());
  kernels::use_one_thread();
  const MemorySource source(x, y, request.key.with("samples"));
  return Fit(state_->network, *state_->loss, state_->options.train, source, y, request,
             state_->weights)
      .run();
}

std::vector<RatePoint> TrainedNetwork::find_rate(const Input& x, const Truth& y,
                                                 const FitRequest& request) {
  require_input(state_->network, x);
  require_truth(y, x.rows, state_->output, state_->classes);
  require_precision(state_->options.train.precision, kernels::has_bfloat16());
  kernels::use_one_thread();
  const MemorySource source(x, y, request.key.with("samples"));
  Fit fit(state_->network, *state_->loss, state_->options.train, source, y, request,
          state_->weights);
  return rate_curve(fit);
}

Matrix<double> TrainedNetwork::predict(const Input& x) const {
  const nn::Network& network = state_->network;
  require_input(network, x);
  kernels::use_one_thread();
  const std::size_t outputs = network.outputs();
  Matrix<double> predictions(x.rows, state_->output == Output::binary ? 2 : outputs);
  const auto workspace = workspace_for(network, x.rows);
  const std::size_t capacity = workspace->rows();
  const Truth none;
  const MemorySource source(x, none, RandomKey(0));
  std::vector<std::uint32_t> ids(capacity);
  for (std::size_t begin = 0; begin < x.rows; begin += capacity) {
    const std::size_t rows = std::min(capacity, x.rows - begin);
    std::iota(ids.begin(), ids.end(), static_cast<std::uint32_t>(begin));
    source.gather(std::span(ids).first(rows), 0, batch_of(network, *workspace));
    nn::Workspace<float>::Run run;
    run.rows = rows;
    run.weights = state_->weights.data();
    workspace->forward(run);
    state_->loss->predict(rows, outputs, workspace->scores(), predictions.row(begin).data());
  }
  return predictions;
}

std::string TrainedNetwork::lower(graph::Graph& graph, const nn::LoweredParts& parts) const {
  state_->network.lower(graph, state_->weights.data(), parts);
  state_->loss->lower(graph, state_->network.outputs());
  return graph.output;
}

std::size_t TrainedNetwork::parameters() const { return state_->network.parameter_count(); }

std::string TrainedNetwork::summary() const { return summary_of(state_->network); }

Archive TrainedNetwork::save() const {
  Archive archive;
  for (const nn::Network::Named& parameter : state_->network.parameters()) {
    const float* values = state_->weights.data() + parameter.offset;
    ArchiveArray array;
    array.shape.assign(parameter.shape.begin(), parameter.shape.end());
    array.values = std::vector<float>(values, values + count(parameter.shape));
    archive.put(parameter.name, std::move(array));
  }
  return archive;
}

void TrainedNetwork::load(const Archive& archive) {
  AlignedVector<float> weights(state_->network.buffer_size(), 0.0F);
  for (const nn::Network::Named& parameter : state_->network.parameters()) {
    const ArchiveArray& array = archive.array(parameter.name);
    const std::vector<std::int64_t> shape(parameter.shape.begin(), parameter.shape.end());
    const std::vector<float>& values = archive.floats(parameter.name);
    if (array.shape != shape || values.size() != count(parameter.shape))
      throw CorruptFile(parameter.name,
                        fmt::format("expected shape ({}), got ({})", fmt::join(shape, ", "),
                                    fmt::join(array.shape, ", ")));
    std::copy(values.begin(), values.end(),
              weights.begin() + static_cast<std::ptrdiff_t>(parameter.offset));
  }
  state_->weights = std::move(weights);
}

}  // namespace dlflow::train
