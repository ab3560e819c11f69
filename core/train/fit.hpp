#pragma once

#include <chrono>

#include "core/nn/loss.hpp"
#include "core/nn/network.hpp"
#include "core/optim/schedule.hpp"
#include "core/optim/update.hpp"
#include "core/train/batches.hpp"
#include "core/train/prefetch.hpp"
#include "core/train/trainer.hpp"

namespace dlflow::train {

/// Trains the weights of a network in place. Everything is allocated when it is made; an epoch
/// allocates nothing beside what the request's functions do.
class Fit {
 public:
  /// The referenced things must outlive it. `weights` holds network.buffer_size() values.
  Fit(const nn::Network& network, const nn::Loss& loss, const TrainOptions& options,
      const BatchSource& source, const Truth& truth, const FitRequest& request,
      AlignedVector<float>& weights);
  /// Runs all epochs, from the request's state on where there is one; the weights of the best are
  /// in place afterwards.
  FitOutcome run();
  /// Trains the next batch under this rate, whatever the schedule says. Its mean loss.
  double train_at(double rate);

 private:
  using Clock = std::chrono::steady_clock;

  void plan_batches();
  /// Fresh weights, or those of the state to resume.
  void begin();
  void require_same_network(const TrainState& state) const;
  [[noreturn]] void refuse(const std::string& reason) const;
  void resume(const TrainState& state);
  std::string signature() const;
  const TrainState& state();
  void keep_state();
  double epoch_seconds() const;

  double train_epoch();
  void order_rows();
  /// The batch to be trained, or that `later` ones behind it; empty behind the last.
  std::span<const std::uint32_t> next_batch(std::size_t later = 0) const;
  double train_batch(double rate, std::span<const std::uint32_t> ids);
  double scheduled_rate() const;
  EpochResult finish_epoch(double loss);
  double validate(EpochResult& result);
  double loss_of(std::span<const std::uint32_t> ids, bool is_training);
  Batch wanted_batch();
  void gather(std::span<const std::uint32_t> ids, bool is_training, const Batch& batch);
  double loss_of_mixed(nn::LossPass<float> pass, const Batch& batch);
  /// The averaged weights in place of the trained ones, and back.
  void swap_average();
  void add_to_average();
  bool is_averaged() const;
  void keep_best(double validation);
  void refuse_nan(double loss);
  void heed_stop();

  const nn::Network& network_;
  const nn::Loss& loss_;
  const TrainOptions& options_;
  const BatchSource& source_;
  const Truth& truth_;
  const FitRequest& request_;
  AlignedVector<float>& weights_;
  optim::Update update_;
  std::unique_ptr<optim::Schedule> schedule_;
  std::int64_t epochs_, averaged_after_;  ///< averaged_after_: epochs before swa begins
  std::size_t batch_size_ = 0;
  std::vector<std::uint32_t> training_, validation_, order_;
  std::unique_ptr<nn::Workspace<float>> workspace_;
  std::unique_ptr<Team> team_;
  std::unique_ptr<Prefetch> prefetch_;
  AlignedVector<float> gradients_, optimizer_state_, average_, best_;
  std::vector<double> schedule_state_;
  std::vector<std::int32_t> labels_;
  std::vector<float> values_, row_weights_;
  std::vector<std::int32_t> second_labels_;
  std::vector<float> second_values_, shares_, mixed_weights_;
  AlignedVector<float> second_gradient_;
  Matrix<double> predictions_;  ///< of the validation part, where it is judged
  std::vector<EpochResult> history_;
  TrainState at_;  ///< counters; its spans are set when it is shown
  double resumed_seconds_ = 0;
  Clock::time_point epoch_start_, last_kept_;
};

}  // namespace dlflow::train
