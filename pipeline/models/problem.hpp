#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "core/tensor/shape.hpp"
#include "pipeline/data/features.hpp"

namespace dlflow::models {

/// What a model is asked to learn from, without its rows: enough to say whether it suits.
struct Problem {
  data::Task task = data::Task::regression;
  int classes = 0;
  std::size_t rows = 0, dense_columns = 0, code_columns = 0;
  std::size_t steps = 0, channels = 0;  ///< of the longest sequence; 0: there are none
  /// Rows weigh alike, or as their class says.
  bool weighs_whole_classes = true;
  Shape image = {};                     ///< (H, W, C); empty: there are none
  std::vector<int> cardinalities = {};  ///< of the code columns
  std::size_t codes = 0;                ///< steps are codes of words below it; 0: they measure
  std::size_t sparse_columns = 0;       ///< beside the dense ones
  std::size_t sparse_values = 0;        ///< of all rows, in these
  std::optional<data::MissingNumbers> missing = {};  ///< among the dense ones
  bool is_over_time = false;                         ///< rows are of time series
  std::size_t season = 1;   ///< rows of a series from one season to the next
  std::size_t series = 1;   ///< how many there are
  std::size_t horizon = 0;  ///< steps ahead that are judged, at most; 0: not known

  bool has_images() const { return !image.empty(); }
  bool has_sequences() const { return channels > 0; }
};
Problem problem_of(const data::Target& target, const data::Features& features);

}  // namespace dlflow::models
