#pragma once

#include "pipeline/models/network_template.hpp"

namespace dlflow::models {

/// What the recurrent templates have in common.
struct RecurrentOptions {
  std::vector<std::int64_t> units = {64};
  bool bidirectional = false;
  std::int64_t embedding = 64;
  double dropout = 0.1;
  train::TrainOptions train = sequence_training();
};
void describe(schema::Object& o, RecurrentOptions& x);

/// Layers of a cell, `lstm` or `gru`, of which the last leaves its last step alone.
Layers recurrent_layers(const std::string& cell, const RecurrentOptions& x);

}  // namespace dlflow::models
