#include "pipeline/models/network_model.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/graph/expression.hpp"
#include "pipeline/data/inner_splits.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/class_weight.hpp"
#include "pipeline/models/over_dense.hpp"
#include "pipeline/models/seen_classes.hpp"

namespace dlflow::models {
namespace {

train::InputShape shape_of(const data::Features& x) {
  train::InputShape shape;
  shape.dense = x.dense.columns + x.sparse.columns;
  for (const data::CodeColumn& column : x.codes) shape.cardinalities.push_back(column.cardinality);
  if (!x.sequences.is_empty()) shape.sequence = {x.sequences.steps, x.sequences.channels()};
  if (!x.images.is_empty())
    shape.image = {x.images.block->height, x.images.block->width, x.images.block->channels};
  return shape;
}

std::vector<std::int64_t> extents(const Shape& shape) { return {shape.begin(), shape.end()}; }

/// A saved shape of so many axes, or none. Throws CorruptFile.
Shape saved_shape(const Archive& archive, const std::string& name, std::size_t axes) {
  // Files from before images and sequences have no such entry.
  if (!archive.has(name)) return {};
  const std::vector<std::int64_t>& extents = archive.integers(name);
  const auto is_sound = [](std::int64_t extent) { return extent >= 1 && extent <= INT32_MAX; };
  if ((!extents.empty() && extents.size() != axes) || !std::ranges::all_of(extents, is_sound))
    throw CorruptFile(name, fmt::format("expected {} extents", axes));
  return {extents.begin(), extents.end()};
}

train::Input input_of(const data::Features& x) {
  train::Input input;
  if (x.dense.columns > 0) input.dense = &x.dense;
  if (x.sparse.columns > 0) input.sparse = &x.sparse;
  for (const data::CodeColumn& column : x.codes) input.codes.emplace_back(column.codes);
  input.rows = x.rows;
  if (!x.sequences.is_empty()) input.sequences = &x.sequences;
  if (!x.images.is_empty()) input.images = &x.images;
  return input;
}

/// The weights of the rows, times those of their classes.
std::vector<float> weights_of(const data::Target& y, const train::TrainOptions& options) {
  std::vector<float> weights(y.weights.begin(), y.weights.end());
  if (options.class_weight == ClassWeight::equal) return weights;
  const SeenClasses classes = SeenClasses::of(y);
  const std::vector<int> labels = classes.positions(y);
  const std::vector<double> own = row_weights(y);
  const std::vector<double> factors =
      class_factors(options.class_weight, labels, own, static_cast<int>(classes.seen.size()));
  weights.resize(labels.size());
  for (std::size_t n = 0; n < labels.size(); ++n)
    weights[n] = static_cast<float>(own[n] * factors[static_cast<std::size_t>(labels[n])]);
  return weights;
}

/// The parts for early stopping where ties bind the rows.
std::optional<train::Holdout> tied_parts(const data::Target& y, double share, RandomKey key) {
  const auto cut = data::inner_hold_out(y, share, key);
  if (!cut) return std::nullopt;
  train::Holdout parts;
  for (std::uint32_t row = 0; row < y.rows(); ++row) {
    if (cut->judges(0, row)) parts.validation.push_back(row);
    if (cut->learns_from(0, row)) parts.training.push_back(row);
  }
  return parts;
}

/// Mixed images have two truths; what else a row holds has no meaning between them.
void require_mixable(const data::Features& x, const std::string& model) {
  if (x.images.is_empty() || !x.images.augmentation.mixes()) return;
  if (x.dense.columns + x.sparse.columns == 0 && x.codes.empty() && x.sequences.is_empty()) return;
  throw UserError(
      ExitCode::configuration,
      fmt::format("model '{}' cannot mix images by mixup or cutmix, because the rows of "
                  "the view hold other columns beside the image",
                  model),
      "drop the other columns in the view, or the mixing");
}

train::Output output_of(data::Task task) {
  switch (task) {
    case data::Task::binary:
      return train::Output::binary;
    case data::Task::multiclass:
      return train::Output::multiclass;
    case data::Task::regression:
      return train::Output::regression;
  }
  throw Bug(__FILE__, __LINE__, "a task without an output");
}

/// The scale of counts: their mean, so that the network's first guess, 1, is near.
double count_scale(const data::Target& y, const std::string& name) {
  double all = 0, sum = 0;
  const std::vector<double> weights = row_weights(y);
  for (std::size_t n = 0; n < y.values.size(); ++n) {
    if (y.values[n] < 0)
      throw UserError(
          ExitCode::data,
          {dlflow::Problem{{},
                           "train.loss",
                           fmt::format("{}: the loss reads counts, at least 0, but the target "
                                       "holds {}",
                                       name, shortest(y.values[n])),
                           "take mean_squared_error or huber"}});
    all += weights[n];
    sum += weights[n] * y.values[n];
  }
  return sum > 0 ? sum / all : 1.0;
}

}  // namespace

NetworkModel::NetworkModel(train::NetworkOptions options, const Problem& problem,
                           double batch_share)
    : options_(std::move(options)),
      task_(problem.task),
      classes_(problem.classes),
      batch_share_(batch_share) {}

void NetworkModel::require_suited(const train::NetworkOptions& options, const Problem& problem) {
  train::InputShape shape;
  shape.dense = problem.dense_columns + problem.sparse_columns;
  shape.cardinalities = problem.cardinalities;
  if (problem.has_sequences()) shape.sequence = {problem.steps, problem.channels};
  shape.image = problem.image;
  train::require_trainable(options, shape, output_of(problem.task), problem.classes);
}

void NetworkModel::build(std::size_t rows) {
  train::NetworkOptions options = options_;
  if (batch_share_ < 1) {
    const auto most = static_cast<std::int64_t>(batch_share_ * static_cast<double>(rows));
    options.train.batch_size =
        std::clamp<std::int64_t>(options.train.batch_size, 1, std::max<std::int64_t>(1, most));
  }
  network_ = std::make_unique<train::TrainedNetwork>(options, shape_, output_of(task_), classes_);
}

std::unique_ptr<NetworkModel::Truth> NetworkModel::begin(const data::Features& x,
                                                         const data::Target& y,
                                                         const FitContext& context) {
  DLFLOW_REQUIRE(y.task == task_ && y.classes == classes_, "a target of another problem");
  require_learnable(x, y, context.model_name);
  require_usable(x, Missing::refused, context.model_name);
  require_mixable(x, context.model_name);
  shape_ = shape_of(x);
  build(x.rows);
  auto truth = std::make_unique<Truth>();
  truth->weights = weights_of(y, options_.train);
  truth->view.weights = truth->weights;
  if (classes_ > 0) {
    truth->view.labels = y.labels;
    return truth;
  }
  if (train::reads_counts(options_.train))
    std::tie(mean_, deviation_) = std::pair(0.0, count_scale(y, context.model_name));
  else
    std::tie(mean_, deviation_) = weighted_moments(y);
  for (const double value : y.values)
    truth->values.push_back(static_cast<float>((value - mean_) / deviation_));
  truth->view.values = truth->values;
  return truth;
}

EpochRecord NetworkModel::record_of(const train::EpochResult& epoch,
                                    const FitContext& context) const {
  EpochRecord record;
  record.epoch = epoch.epoch;
  record.loss = epoch.loss;
  record.validation_loss = epoch.validation_loss;
  record.learning_rate = epoch.learning_rate;
  record.seconds = epoch.seconds;
  record.epochs = context.epochs ? *context.epochs : options_.train.epochs;
  record.samples = epoch.samples;
  record.metrics = epoch.judged;
  return record;
}

std::vector<double> NetworkModel::judge(const data::Target& y, std::span<const std::uint32_t> rows,
                                        const data::Predictions& predictions,
                                        const FitContext& context) const {
  data::Predictions scaled = predictions;
  if (classes_ == 0)
    for (double& value : scaled.values) value = mean_ + deviation_ * value;
  std::vector<std::int32_t> labels;
  std::vector<double> values, weights;
  for (const std::uint32_t row : rows) {
    if (!y.labels.empty()) labels.push_back(y.labels[row]);
    if (!y.values.empty()) values.push_back(y.values[row]);
    if (!y.weights.empty()) weights.push_back(y.weights[row]);
  }
  std::vector<double> scores;
  for (const metrics::MetricKind* metric : context.metrics)
    scores.push_back(metric->compute({labels, values, &scaled, weights}));
  return scores;
}

train::FitRequest NetworkModel::request_of(const data::Target& y, const FitContext& context) const {
  train::FitRequest request;
  request.key = context.key;
  request.threads = context.threads;
  request.stop = context.stop;
  request.name = context.model_name;
  if (context.epochs) request.epochs = *context.epochs;
  if (const auto& stopping = options_.train.early_stopping; stopping && !context.epochs)
    request.parts = tied_parts(y, stopping->validation, context.key.with("validation"));
  if (context.on_epoch)
    request.on_epoch = [this, &context](const train::EpochResult& epoch) {
      context.on_epoch(record_of(epoch, context));
    };
  if (!context.metrics.empty())
    request.judge = [this, &y, &context](std::span<const std::uint32_t> rows,
                                         const Matrix<double>& predictions) {
      return judge(y, rows, predictions, context);
    };
  return request;
}

void NetworkModel::fit(const data::Features& x, const data::Target& y, const FitContext& context) {
  const std::unique_ptr<Truth> truth = begin(x, y, context);
  train::FitRequest request = request_of(y, context);
  std::unique_ptr<train::StoredState> stored;
  if (const Checkpoints* checkpoints = context.checkpoints) {
    if (checkpoints->resume) {
      stored = std::make_unique<train::StoredState>(*checkpoints->resume);
      request.resume = &stored->state();
      request.resume_is_stale = checkpoints->is_stale;
      request.resume_file = checkpoints->file;
    }
    request.checkpoint_seconds = checkpoints->seconds;
    request.on_checkpoint = [checkpoints](const train::TrainState& state) {
      checkpoints->keep(train::to_archive(state));
    };
  }
  const train::FitOutcome outcome = network_->fit(input_of(x), truth->view, request);
  history_.clear();
  for (const train::EpochResult& epoch : outcome.history)
    history_.push_back(record_of(epoch, context));
  best_epoch_ = outcome.best_epoch;
}

std::optional<RateCurve> NetworkModel::find_rate(const data::Features& x, const data::Target& y,
                                                 const FitContext& context) {
  const std::unique_ptr<Truth> truth = begin(x, y, context);
  const auto points = network_->find_rate(input_of(x), truth->view, request_of(y, context));
  RateCurve curve;
  for (const train::RatePoint& point : points) curve.points.push_back({point.rate, point.loss});
  curve.suggested = train::suggested_rate(points);
  return curve;
}

data::Predictions NetworkModel::predict(const data::Features& x) const {
  DLFLOW_REQUIRE(network_ != nullptr, "a network was asked before it was fitted");
  const train::InputShape shape = shape_of(x);
  DLFLOW_REQUIRE(shape.dense == shape_.dense && shape.cardinalities == shape_.cardinalities &&
                     shape.sequence == shape_.sequence && shape.image == shape_.image,
                 "features of another shape than the model learnt");
  data::Predictions out = network_->predict(input_of(x));
  if (classes_ == 0)
    for (double& value : out.values) value = mean_ + deviation_ * value;
  return out;
}

std::string NetworkModel::lower(graph::Graph& graph, const data::LoweredFeatures& x) const {
  DLFLOW_REQUIRE(network_ != nullptr, "a network was asked before it was fitted");
  const std::string dense = without_sparse(graph, x).dense;
  const graph::Expression out(
      graph, network_->lower(graph, {dense, x.codes, x.sequences, x.steps, x.images}));
  return (classes_ == 0 ? out * deviation_ + mean_ : out).name();
}

Archive NetworkModel::save() const {
  DLFLOW_REQUIRE(network_ != nullptr, "a network was saved before it was fitted");
  Archive archive;
  archive.add("network", network_->save());
  archive.put("input.dense", static_cast<std::int64_t>(shape_.dense));
  archive.put("input.sequence", extents(shape_.sequence));
  archive.put("input.image", extents(shape_.image));
  archive.put("input.cardinalities",
              std::vector<std::int64_t>(shape_.cardinalities.begin(), shape_.cardinalities.end()));
  archive.put("target.mean", mean_);
  archive.put("target.deviation", deviation_);
  archive.put("best_epoch", static_cast<std::int64_t>(best_epoch_));
  return archive;
}

void NetworkModel::load(const Archive& archive) {
  const std::int64_t dense = archive.integer("input.dense");
  if (dense < 0) throw CorruptFile("input.dense", "expected a number of columns");
  shape_.dense = static_cast<std::size_t>(dense);
  shape_.sequence = saved_shape(archive, "input.sequence", 2);
  shape_.image = saved_shape(archive, "input.image", 3);
  shape_.cardinalities.clear();
  for (std::int64_t cardinality : archive.integers("input.cardinalities")) {
    if (cardinality < 1 || cardinality > INT32_MAX)
      throw CorruptFile("input.cardinalities", "expected a number of codes for each column");
    shape_.cardinalities.push_back(static_cast<int>(cardinality));
  }
  mean_ = archive.number("target.mean");
  deviation_ = archive.number("target.deviation");
  best_epoch_ = static_cast<int>(archive.integer("best_epoch"));
  history_.clear();
  build(0);
  network_->load(archive.part("network"));
}

}  // namespace dlflow::models
