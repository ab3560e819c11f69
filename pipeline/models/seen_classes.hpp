#pragma once

#include <cstdint>
#include <vector>

#include "core/base/archive.hpp"
#include "core/graph/expression.hpp"
#include "core/tensor/matrix.hpp"
#include "pipeline/data/features.hpp"

namespace dlflow::models {

/// The classes that training rows have, M of the problem's K. A class without training rows gets
/// probability 0.
struct SeenClasses {
  std::size_t classes = 0;         ///< K
  std::vector<std::int64_t> seen;  ///< (M) ascending

  static SeenClasses of(const data::Target& y);
  /// The place in `seen` of each row's class.
  std::vector<int> positions(const data::Target& y) const;

  /// Probabilities (N, K) by the softmax of scores (N, M); of scores (N, 1), where M is 2, by the
  /// logistic function of the second class's.
  data::Predictions probabilities(const Matrix<double>& scores) const;
  /// The same of scores in a graph, of so many columns.
  graph::Expression lowered(const graph::Expression& scores, std::size_t columns) const;
  /// Values of the classes seen (N, M) in a graph among those of all classes (N, K), 0 elsewhere.
  graph::Expression spread(const graph::Expression& values) const;

  void save(Archive& archive) const;
  /// Throws CorruptFile unless there are `seen` classes, all of them in range.
  static SeenClasses load(const Archive& archive, std::size_t seen);
};

}  // namespace dlflow::models
