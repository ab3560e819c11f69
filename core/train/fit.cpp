#include "core/train/fit.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <csignal>
#include <limits>
#include <numeric>

#include "core/kernels/dense.hpp"
#include "core/train/holdout.hpp"

namespace dlflow::train {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Fit::Fit(const nn::Network& network, const nn::LossKind& loss, const TrainOptions& options,
         const BatchSource& source, const Truth& truth, const FitRequest& request,
         AlignedVector<float>& weights)
    : network_(network),
      loss_(loss),
      options_(options),
      source_(source),
      truth_(truth),
      request_(request),
      weights_(weights),
      optimizer_(optim::make_optimizer(options.optimizer)),
      epochs_(request.epochs.value_or(options.epochs)),
      best_loss_(std::numeric_limits<double>::infinity()) {
  if (options.early_stopping && !request.epochs) {
    Holdout parts = hold_out(source.rows(), truth.labels, options.early_stopping->validation,
                             request.key.with("validation"));
    training_ = std::move(parts.training);
    validation_ = std::move(parts.validation);
  } else {
    training_.resize(source.rows());
    std::iota(training_.begin(), training_.end(), 0U);
  }
  plan_batches();
  if (request.threads > 1) team_ = std::make_unique<Team>(request.threads, kernels::use_one_thread);
  std::fill(weights_.begin(), weights_.end(), 0.0F);
  network.initialize(request.key.with("initialize"), weights_.data());
}

void Fit::plan_batches() {
  batch_size_ = static_cast<std::size_t>(options_.batch_size);
  if (batch_size_ > training_.size())
    throw UserError(ExitCode::configuration,
                    {Problem{{},
                             "train.batch_size",
                             fmt::format("batch_size {} is larger than the {} training rows",
                                         batch_size_, training_.size()),
                             fmt::format("set batch_size to {} or less", training_.size())}});
  order_ = training_;
  workspace_ = std::make_unique<nn::Workspace<float>>(network_, batch_size_, true);
  gradients_.assign(network_.trained_size(), 0.0F);
  state_.assign(network_.trained_size() * optimizer_->slots(), 0.0F);
  if (!validation_.empty()) best_.assign(weights_.size(), 0.0F);
  labels_.resize(loss_.reads_labels ? batch_size_ : 0);
  values_.resize(loss_.reads_labels ? 0 : batch_size_);
  row_weights_.resize(truth_.weights.empty() ? 0 : batch_size_);
}

FitOutcome Fit::run() {
  FitOutcome outcome;
  outcome.history.reserve(static_cast<std::size_t>(std::min<std::int64_t>(epochs_, 4096)));
  bool goes_on = true;
  for (int epoch = 1; goes_on && epoch <= epochs_; ++epoch) {
    const auto start = std::chrono::steady_clock::now();
    EpochResult result;
    result.epoch = epoch;
    result.loss = train_epoch(epoch);
    if (validation_.empty()) {
      best_epoch_ = epoch;
    } else {
      result.validation_loss = validation_loss(epoch);
      goes_on = keep_going(epoch, *result.validation_loss);
    }
    result.learning_rate = optimizer_->learning_rate();
    result.samples = training_.size();
    result.seconds = seconds_since(start);
    outcome.history.push_back(result);
    if (request_.on_epoch) request_.on_epoch(result);
  }
  if (!validation_.empty()) weights_ = best_;
  outcome.best_epoch = best_epoch_;
  return outcome;
}

double Fit::train_epoch(int epoch) {
  if (options_.shuffle) {
    // From the same order each time, so that an epoch does not depend on those before it.
    std::copy(training_.begin(), training_.end(), order_.begin());
    RandomStream(request_.key.with("shuffle").with(static_cast<std::uint64_t>(epoch)))
        .shuffle(std::span(order_));
  }
  double sum = 0;
  std::size_t batch = 0;
  for (std::size_t begin = 0; begin < order_.size(); begin += batch_size_) {
    heed_stop();
    const std::size_t rows = std::min(batch_size_, order_.size() - begin);
    const double loss = train_batch(epoch, std::span(order_).subspan(begin, rows));
    refuse_nan(loss / static_cast<double>(rows), epoch, ++batch);
    sum += loss;
  }
  return sum / static_cast<double>(order_.size());
}

double Fit::train_batch(int epoch, std::span<const std::uint32_t> ids) {
  const double loss = loss_of(epoch, ids, true);
  optimizer_->step(++step_, std::span(weights_).first(gradients_.size()), gradients_, state_);
  return loss;
}

double Fit::loss_of(int epoch, std::span<const std::uint32_t> ids, bool is_training) {
  Batch batch = batch_of(network_, *workspace_);
  if (!labels_.empty()) batch.labels = labels_.data();
  if (!values_.empty()) batch.values = values_.data();
  if (!row_weights_.empty()) batch.weights = row_weights_.data();
  source_.gather(ids, epoch, batch);

  nn::Workspace<float>::Run run;
  run.rows = ids.size();
  run.weights = weights_.data();
  if (is_training) run.new_statistics = weights_.data() + network_.trained_size();
  run.is_training = is_training;
  run.team = team_.get();
  run.key = request_.key.with("layers").with(static_cast<std::uint64_t>(epoch));
  run.samples = ids;
  workspace_->forward(run);

  nn::LossPass<float> pass;
  pass.rows = ids.size();
  pass.outputs = network_.outputs();
  pass.scores = workspace_->scores();
  pass.labels = batch.labels;
  pass.values = batch.values;
  pass.weights = batch.weights;
  pass.scale = 1.0F / static_cast<float>(ids.size());
  pass.gradient = is_training ? workspace_->score_gradients() : nullptr;
  const double loss = loss_.run(pass);
  if (is_training) workspace_->backward(run, gradients_.data());
  return loss;
}

double Fit::validation_loss(int epoch) {
  double sum = 0;
  for (std::size_t begin = 0; begin < validation_.size(); begin += batch_size_) {
    const std::size_t rows = std::min(batch_size_, validation_.size() - begin);
    sum += loss_of(epoch, std::span(validation_).subspan(begin, rows), false);
  }
  return sum / static_cast<double>(validation_.size());
}

bool Fit::keep_going(int epoch, double validation) {
  const EarlyStopping& rule = *options_.early_stopping;
  // The first epoch is always kept, so that there are weights to restore.
  if (best_epoch_ == 0 || validation < best_loss_ - rule.min_delta) {
    best_loss_ = validation;
    best_epoch_ = epoch;
    best_ = weights_;
  }
  return epoch - best_epoch_ < rule.patience;
}

void Fit::refuse_nan(double loss, int epoch, std::size_t batch) {
  if (std::isfinite(loss)) {
    last_finite_ = loss;
    return;
  }
  const std::string last = step_ > 1 ? fmt::format("the last finite loss was {:.6g}", last_finite_)
                                     : std::string("no loss was finite");
  throw UserError(ExitCode::configuration,
                  fmt::format("the loss became {} in epoch {}, batch {}; {}",
                              std::isnan(loss) ? "NaN" : "infinite", epoch, batch, last),
                  "lower the learning rate or standardize the inputs");
}

void Fit::heed_stop() const {
  const int reason = request_.stop ? request_.stop->reason() : 0;
  if (reason == 0) return;
  throw Stopped(reason == SIGINT ? ExitCode::interrupted : ExitCode::stopped,
                "the training was stopped");
}

}  // namespace dlflow::train
