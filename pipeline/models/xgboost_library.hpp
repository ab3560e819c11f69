#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace dlflow::models {

/// Rows for one boosted fit. Values are (rows, columns) row-major, NaN where missing.
struct BoostTask {
  std::span<const float> values;
  std::size_t rows = 0, columns = 0;
  /// In place of `values`, rows of which most values are missing; see data::SparseRows.
  std::span<const std::size_t> offsets;
  std::span<const std::uint32_t> column;
  std::span<const float> present;
  std::span<const float> labels;                                ///< class indices or values
  std::span<const float> weights;                               ///< empty: all 1
  std::vector<std::pair<std::string, std::string>> parameters;  ///< by XGBoost's names
  int rounds = 100;
  int threads = 1;
  std::function<void()> between_rounds;  ///< may throw to end the work; may be empty
};

/// Trains with libxgboost, which is loaded by the first call; returns the model as UBJSON.
/// Throws EnvironmentError when the library is not installed or refuses.
std::string train_boosted(const BoostTask& task);

}  // namespace dlflow::models
