#pragma once

#include <map>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// One fit on the training rows less the first fold, which validates it.
struct Trained {
  std::string title;
  std::size_t training_rows = 0, validation_rows = 0;
  std::map<std::string, double> scores;  ///< on the validation rows
  std::vector<models::EpochRecord> history;
  int best_epoch = 0;  ///< the epoch whose weights were kept; 0: no epochs
  std::filesystem::path model_file;
};

/// Sees a fit go on. Each may be empty.
struct TrainObserver {
  std::function<void(const std::string&)> on_note;  ///< a sentence before the first epoch
  std::function<void(const models::EpochRecord&)> on_epoch;
};

/// Fits one model on one view; empty names mean the first network of the configuration (or its
/// first model), and the first view. Never touches the test set, never ranks. Writes
/// `train/<model>.safetensors` in the project's folder, and of a network `train/<model>.curve.csv`.
/// A network leaves `train/<model>.checkpoint.safetensors` every 30 seconds and when it is stopped,
/// goes on from there when options and data are the same, begins anew when they are not, and
/// removes it in the end. Throws UserError (usage) with the nearest name; Stopped; CorruptFile when
/// the checkpoint is damaged or of another network.
Trained train_one(Workflow& workflow, const std::string& model, const std::string& view,
                  const TrainObserver& observer);

/// The loss of the same fit under a rising learning rate. Writes nothing.
struct FoundRate {
  std::string title, model;
  models::RateCurve curve;
};
/// Throws UserError (usage) when the model has no learning rate.
FoundRate find_rate(Workflow& workflow, const std::string& model, const std::string& view);

}  // namespace dlflow::stages
