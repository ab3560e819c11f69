#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "core/base/random.hpp"
#include "core/tensor/matrix.hpp"
#include "pipeline/models/trees.hpp"

namespace dlflow::models {

/// What trees are grown on: the columns with their values in order, and the truth.
class GrowingRows {
 public:
  /// x (N, F), NaN where a value is missing; classes 0 for numbers, then `labels` are not looked
  /// at.
  GrowingRows(const Matrix<float>& x, std::span<const std::int32_t> labels,
              std::span<const double> values, int classes);

  static constexpr std::uint32_t kMissing = std::numeric_limits<std::uint32_t>::max();

  std::size_t rows() const { return rows_; }
  std::size_t inputs() const { return distinct_.size(); }
  int classes() const { return classes_; }
  /// The place of a row's value among the column's distinct ones, which are in order; kMissing
  /// where there is none.
  std::uint32_t place(std::size_t column, std::size_t row) const {
    return places_[column * rows_ + row];
  }
  float value(std::size_t column, std::uint32_t place) const { return distinct_[column][place]; }
  std::int32_t label(std::size_t row) const { return labels_[row]; }
  /// The number to predict, less the mean of all.
  double deviation(std::size_t row) const { return deviations_[row]; }
  double mean() const { return mean_; }

 private:
  std::size_t rows_;
  int classes_;
  std::vector<std::uint32_t> places_;
  std::vector<std::vector<float>> distinct_;
  std::span<const std::int32_t> labels_;
  std::vector<double> deviations_;
  double mean_ = 0;
};

struct GrowthSettings {
  int max_depth = 0;                 ///< 0: until nothing is left to ask
  std::size_t min_samples_leaf = 1;  ///< rows, counted once each
  std::size_t max_features = 0;      ///< columns looked at for a question; 0: all, in their order
  bool random_thresholds = false;    ///< one drawn for each column instead of the best
  double smoothing = 0;              ///< rows of even classes added to each leaf's
};

struct GrownTree {
  std::vector<TreeNode> nodes;
  std::vector<float> leaves;  ///< (leaves, classes) shares; empty for numbers
};

/// Grows one tree top down (CART): the question chosen for a node is the one that leaves the least
/// weighted Gini impurity, or the least squared error; of equals the first found. Rows that lack
/// the value go to the side where they leave less; where none lacks it, missing values go to the
/// side of more rows. A question may also be whether there is a value: its threshold is infinity.
/// `weights` (N): rows of weight 0 are not there.
/// Source: Breiman, Friedman, Olshen, Stone, Classification and regression trees (1984); random
/// thresholds: Geurts, Ernst, Wehenkel, Extremely randomized trees (2006).
GrownTree grow_tree(const GrowingRows& rows, std::span<const double> weights,
                    const GrowthSettings& settings, RandomKey key);

}  // namespace dlflow::models
