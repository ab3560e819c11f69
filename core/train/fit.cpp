#include "core/train/fit.hpp"

#include <fmt/format.h>

#include <cmath>
#include <csignal>
#include <numeric>
#include <thread>

#include "core/kernels/dense.hpp"
#include "core/train/holdout.hpp"

namespace dlflow::train {
namespace {

/// What optimizers move, with its places in the buffer of all parameters.
std::vector<Parameter> parameters_of(const nn::Network& network) {
  std::vector<Parameter> all;
  for (const nn::Network::Named& one : network.parameters())
    if (!one.is_statistic) all.push_back({one.name, one.shape, one.offset, one.restraint});
  return all;
}

}  // namespace

Fit::Fit(const nn::Network& network, const nn::Loss& loss, const TrainOptions& options,
         const BatchSource& source, const Truth& truth, const FitRequest& request,
         AlignedVector<float>& weights)
    : network_(network),
      loss_(loss),
      options_(options),
      source_(source),
      truth_(truth),
      request_(request),
      weights_(weights),
      update_(options.optimizer, parameters_of(network)),
      schedule_(optim::make_schedule(options.schedule)),
      epochs_(request.epochs.value_or(options.epochs)),
      averaged_after_(epochs_) {
  if (options.swa)
    averaged_after_ = static_cast<std::int64_t>(options.swa->start * static_cast<double>(epochs_));
  if (options.early_stopping && !request.epochs) {
    Holdout parts = request.parts
                        ? *request.parts
                        : hold_out(source.rows(), truth.labels, options.early_stopping->validation,
                                   request.key.with("validation"));
    training_ = std::move(parts.training);
    validation_ = std::move(parts.validation);
  } else {
    training_.resize(source.rows());
    std::iota(training_.begin(), training_.end(), 0U);
  }
  plan_batches();
  // Where every processor trains, a thread more would only hold one of them up.
  const bool has_spare = request.threads < static_cast<int>(std::thread::hardware_concurrency());
  if (source.is_slow() && request.gathers_ahead && has_spare)
    prefetch_ = std::make_unique<Prefetch>(source, network.inputs(), wanted_batch());
  if (request.threads > 1) team_ = std::make_unique<Team>(request.threads, kernels::use_one_thread);
  begin();
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
  optimizer_state_.assign(network_.trained_size() * update_.slots(), 0.0F);
  schedule_state_.assign(schedule_->slots(), 0.0);
  if (options_.swa || update_.has_average()) average_.assign(weights_.size(), 0.0F);
  if (!validation_.empty()) best_.assign(weights_.size(), 0.0F);
  labels_.resize(truth_.labels.empty() ? 0 : batch_size_);
  values_.resize(truth_.labels.empty() ? batch_size_ : 0);
  row_weights_.resize(truth_.weights.empty() ? 0 : batch_size_);
  const std::size_t outputs = network_.outputs();
  if (source_.mixes()) {
    second_labels_.resize(labels_.size());
    second_values_.resize(values_.size());
    shares_.resize(batch_size_);
    mixed_weights_.resize(batch_size_);
    second_gradient_.resize(batch_size_ * outputs);
  }
  const bool is_binary = outputs == 1 && !truth_.labels.empty();
  if (request_.judge) predictions_ = Matrix<double>(validation_.size(), is_binary ? 2 : outputs);
  history_.reserve(static_cast<std::size_t>(std::min<std::int64_t>(epochs_, 4096)));
}

FitOutcome Fit::run() {
  epoch_start_ = last_kept_ = Clock::now();
  bool goes_on = true;
  while (goes_on && at_.epoch <= epochs_) {
    EpochResult result = finish_epoch(train_epoch());
    goes_on = validation_.empty() || at_.epoch - at_.best_epoch < options_.early_stopping->patience;
    history_.push_back(std::move(result));
    if (request_.on_epoch) {
      swap_average();
      request_.on_epoch(history_.back());
      swap_average();
    }
    ++at_.epoch;
    at_.batch = 0;
    at_.loss_sum = resumed_seconds_ = 0;
    epoch_start_ = Clock::now();
  }
  swap_average();
  if (!validation_.empty()) weights_ = best_;
  return {std::move(history_), static_cast<int>(at_.best_epoch)};
}

double Fit::train_epoch() {
  order_rows();
  for (auto ids = next_batch(); !ids.empty(); ids = next_batch()) {
    heed_stop();
    const double loss = train_batch(scheduled_rate(), ids);
    ++at_.batch;
    refuse_nan(loss / static_cast<double>(ids.size()));
    at_.loss_sum += loss;
    if (request_.on_checkpoint &&
        std::chrono::duration<double>(Clock::now() - last_kept_).count() >=
            request_.checkpoint_seconds)
      keep_state();
  }
  return at_.loss_sum / static_cast<double>(order_.size());
}

double Fit::train_at(double rate) {
  if (at_.batch == 0) order_rows();
  const auto ids = next_batch();
  const double loss = train_batch(rate, ids) / static_cast<double>(ids.size());
  ++at_.batch;
  if (next_batch().empty()) {
    ++at_.epoch;
    at_.batch = 0;
  }
  return loss;
}

void Fit::order_rows() {
  if (!options_.shuffle) return;
  // From the same order each time, so that an epoch does not depend on those before it.
  std::copy(training_.begin(), training_.end(), order_.begin());
  RandomStream(request_.key.with("shuffle").with(static_cast<std::uint64_t>(at_.epoch)))
      .shuffle(std::span(order_));
}

std::span<const std::uint32_t> Fit::next_batch(std::size_t later) const {
  const std::size_t begin =
      std::min((static_cast<std::size_t>(at_.batch) + later) * batch_size_, order_.size());
  return std::span(order_).subspan(begin, std::min(batch_size_, order_.size() - begin));
}

double Fit::scheduled_rate() const {
  optim::Progress progress;
  progress.step = at_.step;
  progress.steps_per_epoch =
      static_cast<std::int64_t>((training_.size() + batch_size_ - 1) / batch_size_);
  progress.steps = epochs_ * progress.steps_per_epoch;
  return schedule_->rate(update_.learning_rate(), progress, schedule_state_);
}

double Fit::train_batch(double rate, std::span<const std::uint32_t> ids) {
  const double loss = loss_of(ids, true);
  update_.step(++at_.step, rate, std::span(weights_).first(gradients_.size()), gradients_,
               optimizer_state_);
  at_.learning_rate = rate;
  if (update_.has_average()) update_.average(at_.step, weights_, average_);
  return loss;
}

EpochResult Fit::finish_epoch(double loss) {
  EpochResult result;
  result.epoch = static_cast<int>(at_.epoch);
  result.loss = loss;
  add_to_average();
  if (validation_.empty()) {
    at_.best_epoch = at_.epoch;
  } else {
    swap_average();
    result.validation_loss = validate(result);
    keep_best(*result.validation_loss);
    swap_average();
  }
  schedule_->epoch_ended(update_.learning_rate(), result.validation_loss.value_or(loss),
                         schedule_state_);
  result.learning_rate = at_.learning_rate;
  result.samples = training_.size();
  result.seconds = epoch_seconds();
  return result;
}

Batch Fit::wanted_batch() {
  const auto place = [](auto& values) { return values.empty() ? nullptr : values.data(); };
  Batch batch = batch_of(network_, *workspace_);
  batch.labels = place(labels_);
  batch.values = place(values_);
  batch.weights = place(row_weights_);
  batch.second_labels = place(second_labels_);
  batch.second_values = place(second_values_);
  batch.shares = place(shares_);
  return batch;
}

/// Also begins on the batch behind one that is trained.
void Fit::gather(std::span<const std::uint32_t> ids, bool is_training, const Batch& batch) {
  const int epoch = is_training ? static_cast<int>(at_.epoch) : 0;
  if (!prefetch_) return source_.gather(ids, epoch, batch);
  prefetch_->gather(ids, epoch, batch);
  if (is_training) prefetch_->expect(next_batch(1), epoch);
}

/// Of images mixed in pairs: the loss against the first truth times its share, and that against the
/// second times the rest.
double Fit::loss_of_mixed(nn::LossPass<float> pass, const Batch& batch) {
  const auto weigh = [&](bool is_second) {
    for (std::size_t n = 0; n < pass.rows; ++n)
      mixed_weights_[n] =
          (is_second ? 1 - shares_[n] : shares_[n]) * (batch.weights ? batch.weights[n] : 1.0F);
  };
  pass.weights = mixed_weights_.data();
  weigh(false);
  const double first = loss_.run(pass);
  float* const gradient = pass.gradient;
  pass.labels = batch.second_labels;
  pass.values = batch.second_values;
  pass.gradient = second_gradient_.data();
  weigh(true);
  const double second = loss_.run(pass);
  for (std::size_t i = 0; i < pass.rows * pass.outputs; ++i) gradient[i] += second_gradient_[i];
  return first + second;
}

double Fit::loss_of(std::span<const std::uint32_t> ids, bool is_training) {
  const Batch batch = wanted_batch();
  gather(ids, is_training, batch);

  nn::Workspace<float>::Run run;
  run.rows = ids.size();
  run.weights = weights_.data();
  if (is_training) run.new_statistics = weights_.data() + network_.trained_size();
  run.is_training = is_training;
  run.team = team_.get();
  run.key = request_.key.with("layers").with(static_cast<std::uint64_t>(at_.epoch));
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
  const double loss = is_training && batch.shares ? loss_of_mixed(pass, batch) : loss_.run(pass);
  if (is_training) workspace_->backward(run, gradients_.data());
  return loss;
}

double Fit::validate(EpochResult& result) {
  double sum = 0;
  for (std::size_t begin = 0; begin < validation_.size(); begin += batch_size_) {
    const std::size_t rows = std::min(batch_size_, validation_.size() - begin);
    sum += loss_of(std::span(validation_).subspan(begin, rows), false);
    if (request_.judge)
      loss_.predict(rows, network_.outputs(), workspace_->scores(), predictions_.row(begin).data());
  }
  if (request_.judge) result.judged = request_.judge(validation_, predictions_);
  return sum / static_cast<double>(validation_.size());
}

void Fit::keep_best(double validation) {
  // The first epoch is always kept, so that there are weights to restore.
  if (at_.best_epoch != 0 && !(validation < at_.best_loss - options_.early_stopping->min_delta))
    return;
  at_.best_loss = validation;
  at_.best_epoch = at_.epoch;
  best_ = weights_;
}

void Fit::refuse_nan(double loss) {
  if (std::isfinite(loss)) {
    at_.last_finite = loss;
    return;
  }
  const std::string last = at_.step > 1
                               ? fmt::format("the last finite loss was {:.6g}", at_.last_finite)
                               : std::string("no loss was finite");
  throw UserError(ExitCode::configuration,
                  fmt::format("the loss became {} in epoch {}, batch {}; {}",
                              std::isnan(loss) ? "NaN" : "infinite", at_.epoch, at_.batch, last),
                  "lower the learning rate or standardize the inputs");
}

void Fit::heed_stop() {
  const int reason = request_.stop ? request_.stop->reason() : 0;
  if (reason == 0) return;
  if (request_.on_checkpoint) keep_state();
  throw Stopped(reason == SIGINT ? ExitCode::interrupted : ExitCode::stopped,
                fmt::format("the training was stopped in epoch {}, after {} of its {} batches",
                            at_.epoch, at_.batch, (order_.size() + batch_size_ - 1) / batch_size_));
}

}  // namespace dlflow::train
