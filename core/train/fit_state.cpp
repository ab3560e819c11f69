#include <fmt/format.h>

#include "core/kernels/update.hpp"
#include "core/train/fit.hpp"

// What a fit remembers: its beginning, its averages and the state it can go on from.
namespace dlflow::train {
namespace {

void take(std::span<const float> from, AlignedVector<float>& to) {
  std::copy(from.begin(), from.end(), to.begin());
}

/// The first line in which two texts differ: of each, or "nothing" behind its end.
std::pair<std::string, std::string> first_difference(const std::string& a, const std::string& b) {
  const auto line = [](const std::string& text, std::size_t begin) {
    return begin < text.size() ? text.substr(begin, text.find('\n', begin) - begin) : "nothing";
  };
  std::size_t begin = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()) && a[i] == b[i]; ++i)
    if (a[i] == '\n') begin = i + 1;
  return {line(a, begin), line(b, begin)};
}

}  // namespace

void Fit::begin() {
  std::fill(weights_.begin(), weights_.end(), 0.0F);
  if (request_.resume) {
    require_same_network(*request_.resume);
    if (!request_.resume_is_stale) return resume(*request_.resume);
  }
  network_.initialize(request_.key.with("initialize"), weights_.data());
  update_.start(optimizer_state_);
}

std::string Fit::signature() const {
  std::string text;
  for (const nn::Network::Named& parameter : network_.parameters())
    text += fmt::format("{} ({})\n", parameter.name, fmt::join(parameter.shape, ", "));
  return text;
}

void Fit::refuse(const std::string& reason) const {
  throw CorruptFile(request_.resume_file,
                    "is a checkpoint of " + reason + "; remove it to begin anew");
}

void Fit::require_same_network(const TrainState& state) const {
  const std::string own = signature();
  if (state.network == own) return;
  const auto [got, wanted] = first_difference(state.network, own);
  refuse("another network: expected " + wanted + ", got " + got);
}

void Fit::resume(const TrainState& state) {
  const bool fits = state.weights.size() == weights_.size() &&
                    state.optimizer.size() == optimizer_state_.size() &&
                    state.average.size() == average_.size() && state.best.size() == best_.size() &&
                    state.schedule.size() == schedule_state_.size();
  if (!fits) refuse("other training options");
  if (state.epoch > epochs_ ||
      static_cast<std::size_t>(state.batch) > (training_.size() + batch_size_ - 1) / batch_size_)
    refuse(fmt::format("a longer training: epoch {}, batch {}", state.epoch, state.batch));
  take(state.weights, weights_);
  take(state.optimizer, optimizer_state_);
  take(state.average, average_);
  take(state.best, best_);
  std::copy(state.schedule.begin(), state.schedule.end(), schedule_state_.begin());
  history_.assign(state.history.begin(), state.history.end());
  at_ = state;
  resumed_seconds_ = state.seconds;
}

double Fit::epoch_seconds() const {
  return resumed_seconds_ + std::chrono::duration<double>(Clock::now() - epoch_start_).count();
}

const TrainState& Fit::state() {
  at_.network = signature();
  at_.weights = weights_;
  at_.optimizer = optimizer_state_;
  at_.average = average_;
  at_.best = best_;
  at_.schedule = schedule_state_;
  at_.history = history_;
  at_.seconds = epoch_seconds();
  return at_;
}

void Fit::keep_state() {
  request_.on_checkpoint(state());
  last_kept_ = Clock::now();
}

bool Fit::is_averaged() const {
  if (update_.has_average()) return at_.step > 0;
  return options_.swa && at_.epoch > averaged_after_;
}

void Fit::swap_average() {
  if (is_averaged()) std::swap(weights_, average_);
}

/// The mean of the weights at the ends of the epochs so far.
void Fit::add_to_average() {
  if (!options_.swa || !is_averaged()) return;
  const auto counted = static_cast<float>(at_.epoch - averaged_after_);
  kernels::average_step(weights_.size(), 1 / counted, weights_.data(), average_.data());
}

}  // namespace dlflow::train
