#pragma once

#include "core/nn/loss.hpp"
#include "core/nn/network.hpp"
#include "core/optim/optimizer.hpp"
#include "core/train/batches.hpp"
#include "core/train/trainer.hpp"

namespace dlflow::train {

/// Trains the weights of a network in place. Everything is allocated when it is made; an epoch
/// allocates nothing.
class Fit {
 public:
  /// The referenced things must outlive it. `weights` holds network.buffer_size() values.
  Fit(const nn::Network& network, const nn::LossKind& loss, const TrainOptions& options,
      const BatchSource& source, const Truth& truth, const FitRequest& request,
      AlignedVector<float>& weights);
  /// Runs all epochs; the weights of the best are in place afterwards.
  FitOutcome run();

 private:
  void plan_batches();
  double train_epoch(int epoch);
  double train_batch(int epoch, std::span<const std::uint32_t> ids);
  double validation_loss(int epoch);
  double loss_of(int epoch, std::span<const std::uint32_t> ids, bool is_training);
  /// Whether training goes on after this epoch; remembers the weights of the best.
  bool keep_going(int epoch, double validation);
  void refuse_nan(double loss, int epoch, std::size_t batch);
  void heed_stop() const;

  const nn::Network& network_;
  const nn::LossKind& loss_;
  const TrainOptions& options_;
  const BatchSource& source_;
  const Truth& truth_;
  const FitRequest& request_;
  AlignedVector<float>& weights_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  std::int64_t epochs_;
  std::size_t batch_size_ = 0;
  std::vector<std::uint32_t> training_, validation_, order_;
  std::unique_ptr<nn::Workspace<float>> workspace_;
  std::unique_ptr<Team> team_;
  AlignedVector<float> gradients_, state_, best_;
  std::vector<std::int32_t> labels_;
  std::vector<float> values_, row_weights_;
  std::int64_t step_ = 0;
  double last_finite_ = 0, best_loss_ = 0;
  int best_epoch_ = 0;
};

}  // namespace dlflow::train
