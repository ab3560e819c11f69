#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/archive.hpp"
#include "core/base/random.hpp"
#include "core/base/thread_pool.hpp"
#include "core/graph/graph.hpp"
#include "core/nn/lowered_parts.hpp"
#include "core/samples/images.hpp"
#include "core/samples/sequences.hpp"
#include "core/samples/sparse_rows.hpp"
#include "core/tensor/matrix.hpp"
#include "core/tensor/shape.hpp"
#include "core/train/holdout.hpp"
#include "core/train/options.hpp"
#include "core/train/state.hpp"

namespace dlflow::train {

/// The inputs of one row: a block of floats, and codes that become embeddings (width by
/// min(50, round(1.6 * cardinality^0.56)) as the default); a sequence (T, C) of at most T steps; an
/// image (H, W, C). Several parts are concatenated before the first layer.
struct InputShape {
  std::size_t dense = 0;
  std::vector<int> cardinalities = {};
  Shape sequence = {}, image = {};  ///< empty: no such part
};
/// Throws UserError (configuration), at the option, for layers that do not take the shape, a loss
/// that does not suit the output, and a precision that this processor has not.
void require_trainable(const NetworkOptions& options, const InputShape& input, Output output,
                       int classes);
/// N rows of input. codes[c][n] is in [0, cardinalities[c]).
struct Input {
  const Matrix<float>* dense = nullptr;
  std::vector<std::span<const std::int32_t>> codes;
  std::size_t rows = 0;
  const samples::Sequences* sequences = nullptr;
  const samples::Images* images = nullptr;
  const samples::SparseRows* sparse = nullptr;  ///< floats behind those of `dense`
  std::size_t floats() const {
    return (dense ? dense->columns : 0) + (sparse ? sparse->columns : 0);
  }
};
/// Exactly one is filled: class indices, or values.
struct Truth {
  std::span<const std::int32_t> labels;
  std::span<const float> values;   ///< for regression; the model standardizes the target itself
  std::span<const float> weights;  ///< empty: all 1
};

struct FitRequest {
  RandomKey key{0};
  int threads = 1;
  /// Slow batches on a thread of their own, while others are trained, where a processor is free.
  bool gathers_ahead = true;
  const StopFlag* stop = nullptr;
  std::function<void(const EpochResult&)> on_epoch;
  std::optional<std::int64_t> epochs;  ///< instead of the options': no validation part (a refit)
  std::string name;                    ///< for messages
  /// The parts for early stopping where the caller cuts the rows; else they are drawn.
  std::optional<Holdout> parts;

  const TrainState* resume = nullptr;  ///< goes on from there
  std::string resume_file;             ///< where it was read, for messages
  bool resume_is_stale =
      false;  ///< of other options or data: begins anew if the network is the same
  /// Called between two steps at most every `checkpoint_seconds`, and before a stop.
  std::function<void(const TrainState&)> on_checkpoint;
  double checkpoint_seconds = 30;
  /// Looks at the validation part after each epoch: its rows and their predictions.
  std::function<std::vector<double>(std::span<const std::uint32_t> rows,
                                    const Matrix<double>& predictions)>
      judge;
};
struct FitOutcome {
  std::vector<EpochResult> history;
  int best_epoch = 0;  ///< the epoch whose weights were kept
};

/// The loss of a few steps under a rate; see find_rate.
struct RatePoint {
  double rate = 0, loss = 0;
};
/// The rate at which the loss falls fastest over the logarithm of the rate; 0 where it never falls.
double suggested_rate(std::span<const RatePoint> curve);

/// A network with its fit: the whole training core behind one door.
class TrainedNetwork {
 public:
  /// Checks shapes through all layers. Throws UserError (configuration) at the layer's place.
  /// classes: K for multiclass, 2 for binary, 0 for regression.
  TrainedNetwork(const NetworkOptions& options, const InputShape& input, Output output,
                 int classes);
  ~TrainedNetwork();
  /// Throws UserError (configuration) when the loss turns NaN (epoch, batch, last finite loss,
  /// hint) or the batch is larger than the training rows; Stopped when the flag is set; CorruptFile
  /// when the state to resume is of another network.
  FitOutcome fit(const Input& x, const Truth& y, const FitRequest& request);
  /// Trains a few steps under a rate that rises from 1e-7 to 10 by the same factor, until the loss
  /// grows beyond reason: the smoothed loss at each rate. The weights are of no use afterwards.
  /// Source: Smith, Cyclical learning rates (2017), 3.3.
  std::vector<RatePoint> find_rate(const Input& x, const Truth& y, const FitRequest& request);
  /// (N, K) probabilities (K == 2 for binary) or (N, 1) values. Thread-safe.
  Matrix<double> predict(const Input& x) const;
  std::size_t parameters() const;
  /// What predict does, over values of the graph: the name of the predictions, in f64.
  std::string lower(graph::Graph& graph, const nn::LoweredParts& parts) const;
  /// A table of layer, output shape, parameters, operations and bytes.
  std::string summary() const;
  Archive save() const;
  void load(const Archive& archive);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dlflow::train
