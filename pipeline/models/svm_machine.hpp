#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/archive.hpp"
#include "core/graph/expression.hpp"

namespace dlflow::models {

enum class SvmKernel { rbf, linear, poly };
std::span<const std::string_view> names_of(SvmKernel);

/// k(a, b) = exp(-gamma |a - b|^2), a'b, or (gamma a'b + coef0)^degree
struct SvmKernelOptions {
  SvmKernel kernel = SvmKernel::rbf;
  double gamma = 1, coef0 = 0;
  std::int64_t degree = 3;
};

/// A fitted support vector machine as arrays of our own. One decision value for each pair of M
/// classes, in the order (0, 1), (0, 2), ..., (1, 2), ...: positive for the first. M is 1 for
/// numbers, with one value.
struct SvmMachine {
  SvmKernelOptions kernel;
  std::size_t inputs = 0, classes = 1;
  std::vector<std::int64_t> counts;  ///< (M) support vectors of each class, which stand in order
  std::vector<double> vectors;       ///< (F, L): a column for each support vector
  std::vector<double> coefficients;  ///< (max(M - 1, 1), L)
  bool has_converged = true;         ///< when it was fitted; not saved
  std::vector<double> constants;     ///< one for each decision value, taken from it

  std::size_t size() const { return inputs == 0 ? 0 : vectors.size() / inputs; }
  std::size_t decisions() const { return constants.size(); }
  /// row (F) to decision values (decisions()), overwritten
  void decide(std::span<const float> row, std::span<double> values) const;

  /// The same of rows (N, F) in a graph, in f64.
  graph::Expression lower(const graph::Expression& rows) const;

  void save(Archive& archive) const;
  /// Throws CorruptFile when the arrays do not fit each other.
  static SvmMachine load(const Archive& archive, std::size_t classes);
};

}  // namespace dlflow::models
