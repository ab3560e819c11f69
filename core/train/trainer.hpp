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
#include "core/schema/schema.hpp"
#include "core/tensor/matrix.hpp"

namespace dlflow::train {

/// Stops when the validation loss no longer falls; the weights of the best epoch are restored.
struct EarlyStopping {
  double validation = 0.1;     ///< share of the rows, stratified, held out inside the fit
  std::int64_t patience = 10;  ///< epochs without a gain before stopping
  double min_delta = 0;        ///< a gain is a fall of the loss by more than this
};
void describe(schema::Object& o, EarlyStopping& x);

struct TrainOptions {
  std::int64_t epochs = 100;
  std::int64_t batch_size = 32;
  schema::Chosen optimizer;  ///< default adam
  std::optional<EarlyStopping> early_stopping;
  bool shuffle = true;
  TrainOptions();
};
void describe(schema::Object& o, TrainOptions& x);

/// What a network is for. Decides its output layer and its loss.
enum class Output { binary, multiclass, regression };

struct NetworkOptions {
  std::vector<schema::Chosen> layers;  ///< hidden layers; the output layer follows from the output
  TrainOptions train;
};
void describe(schema::Object& o, NetworkOptions& x);

/// The inputs of one row: a block of floats, and codes that become embeddings (width by
/// min(50, round(1.6 * cardinality^0.56)) as the default), concatenated before the first layer.
struct InputShape {
  std::size_t dense = 0;
  std::vector<int> cardinalities;
};
/// N rows of input. codes[c][n] is in [0, cardinalities[c]).
struct Input {
  const Matrix<float>* dense = nullptr;
  std::vector<std::span<const std::int32_t>> codes;
  std::size_t rows = 0;
};
/// Exactly one is filled: class indices, or values.
struct Truth {
  std::span<const std::int32_t> labels;
  std::span<const float> values;   ///< for regression; the model standardizes the target itself
  std::span<const float> weights;  ///< empty: all 1
};

struct EpochResult {
  int epoch = 0;  ///< from 1
  double loss = 0;
  std::optional<double> validation_loss;
  double learning_rate = 0, seconds = 0;
  std::size_t samples = 0;
};

struct FitRequest {
  RandomKey key{0};
  int threads = 1;
  const StopFlag* stop = nullptr;
  std::function<void(const EpochResult&)> on_epoch;
  std::optional<std::int64_t> epochs;  ///< instead of the options': no validation part (a refit)
  std::string name;                    ///< for messages
};
struct FitOutcome {
  std::vector<EpochResult> history;
  int best_epoch = 0;  ///< the epoch whose weights were kept
};

/// A network with its fit: the whole training core behind one door.
class TrainedNetwork {
 public:
  /// Checks shapes through all layers. Throws UserError (configuration) at the layer's place.
  /// classes: K for multiclass, 2 for binary, 0 for regression.
  TrainedNetwork(const NetworkOptions& options, const InputShape& input, Output output,
                 int classes);
  ~TrainedNetwork();
  /// Throws UserError (configuration) when the loss turns NaN (epoch, batch, last finite loss,
  /// hint) or the batch is larger than the training rows; Stopped when the flag is set.
  FitOutcome fit(const Input& x, const Truth& y, const FitRequest& request);
  /// (N, K) probabilities (K == 2 for binary) or (N, 1) values. Thread-safe.
  Matrix<double> predict(const Input& x) const;
  std::size_t parameters() const;
  /// A table of layer, output shape, parameters, operations and bytes.
  std::string summary() const;
  Archive save() const;
  void load(const Archive& archive);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace dlflow::train
