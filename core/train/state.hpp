#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/archive.hpp"

namespace dlflow::train {

struct EpochResult {
  int epoch = 0;  ///< from 1
  double loss = 0;
  std::optional<double> validation_loss;
  double learning_rate = 0;  ///< of its last step
  double seconds = 0;
  std::size_t samples = 0;
  std::vector<double> judged;  ///< what FitRequest::judge returned
};

/// Where a fit stands between two steps, as flat spans and counters: with the same options and rows
/// a fit goes on from it to the same bits as one that was never stopped.
struct TrainState {
  std::string network;               ///< the names and shapes of the parameters, one a line
  std::span<const float> weights;    ///< all parameters
  std::span<const float> optimizer;  ///< the optimizer's slots
  std::span<const float> average;    ///< the averaged weights; empty without
  std::span<const float> best;       ///< the weights of the best epoch; empty without validation
  std::span<const double> schedule;  ///< the schedule's slots
  std::span<const EpochResult> history;
  std::int64_t epoch = 1;    ///< the one under way
  std::int64_t batch = 0;    ///< batches of it that are done
  std::int64_t step = 0;     ///< steps of all epochs that are done
  double loss_sum = 0;       ///< over the rows of those batches
  double seconds = 0;        ///< of the epoch under way
  double last_finite = 0;    ///< mean loss of the last batch
  double learning_rate = 0;  ///< of the last step
  double best_loss = std::numeric_limits<double>::infinity();
  std::int64_t best_epoch = 0;  ///< 0: none yet
};

Archive to_archive(const TrainState& state);

/// A state read back: owns what its spans show. Throws CorruptFile when something is missing.
class StoredState {
 public:
  explicit StoredState(Archive archive);
  StoredState(const StoredState&) = delete;
  StoredState& operator=(const StoredState&) = delete;
  const TrainState& state() const { return state_; }

 private:
  Archive archive_;
  std::vector<EpochResult> history_;
  TrainState state_;
};

}  // namespace dlflow::train
