#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/kernels/precision.hpp"
#include "core/nn/loss.hpp"
#include "core/schema/schema.hpp"

namespace dlflow::train {

/// Stops when the validation loss no longer falls; the weights of the best epoch are restored.
struct EarlyStopping {
  double validation = 0.1;     ///< share of the rows held out inside the fit
  std::int64_t patience = 10;  ///< epochs without a gain before stopping
  double min_delta = 0;        ///< a gain is a fall of the loss by more than this
};
void describe(schema::Object& o, EarlyStopping& x);

/// Averages the weights at the ends of the last epochs; the average is what is evaluated and saved.
/// Source: Izmailov and others, Averaging weights leads to wider optima (2018).
struct WeightAveraging {
  double start = 0.75;  ///< share of the epochs after which the average begins
};
void describe(schema::Object& o, WeightAveraging& x);

/// Whether rows count alike, or each class as much as any other.
enum class ClassWeight { equal, balanced };
std::span<const std::string_view> names_of(ClassWeight);

struct TrainOptions {
  std::int64_t epochs = 100;
  std::int64_t batch_size = 32;
  schema::Chosen optimizer;  ///< default adam
  schema::Chosen schedule;   ///< of the learning rate; default constant
  schema::Chosen loss;       ///< none: follows the output
  ClassWeight class_weight = ClassWeight::equal;
  kernels::Precision precision = kernels::Precision::float32;
  std::optional<EarlyStopping> early_stopping;
  std::optional<WeightAveraging> swa;
  bool shuffle = true;
  TrainOptions();
};
void describe(schema::Object& o, TrainOptions& x);
/// Throws UserError (configuration) where training in this precision needs another processor.
/// Predictions do not: they fall back to float32.
void require_precision(kernels::Precision precision, bool has_bfloat16);
/// Whether the loss reads counts: values at least 0 that may be scaled but not shifted.
bool reads_counts(const TrainOptions& options);

/// What a network is for. Decides its output layer and which losses suit.
using Output = nn::Target;

/// Layers of the parts of a row, before the parts are concatenated.
struct PartLayers {
  std::vector<schema::Chosen> table, sequence, image;
};
void describe(schema::Object& o, PartLayers& x);

struct NetworkOptions {
  std::vector<schema::Chosen> layers;  ///< hidden layers; the output layer follows from the output
  PartLayers inputs;
  TrainOptions train;
};
void describe(schema::Object& o, NetworkOptions& x);

}  // namespace dlflow::train
