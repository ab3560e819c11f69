#pragma once

#include <map>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// One fit on the training rows less the first fold, which validates it.
struct Trained {
  std::string title;
  std::size_t training_rows = 0, validation_rows = 0;
  std::map<std::string, double> scores;  ///< on the validation rows
  std::filesystem::path model_file, curve_file;
};

/// Fits one model on one view; empty names mean the first network of the configuration (or its
/// first model), and the first view. Never touches the test set, never ranks. Writes
/// `train/<model>.safetensors` and `train/<model>.curve.csv` in the project's folder.
/// Throws UserError (usage) with the nearest name.
Trained train_one(Workflow& workflow, const std::string& model, const std::string& view,
                  const std::function<void(const models::EpochRecord&)>& on_epoch);

}  // namespace dlflow::stages
