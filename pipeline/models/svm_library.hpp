#pragma once

#include <span>
#include <vector>

#include "core/tensor/matrix.hpp"
#include "pipeline/models/svm_machine.hpp"

namespace dlflow::models {

/// Rows for one fit of a support vector machine.
struct SvmTask {
  const Matrix<float>* values = nullptr;  ///< (N, F)
  std::span<const std::uint32_t> rows;    ///< those of the N that are learnt from
  std::span<const double> truth;          ///< (N) the class in [0, classes), or the number
  std::size_t classes = 1;                ///< 1: numbers. Every class has a row
  std::span<const double> class_factors;  ///< (classes) multiply C
  SvmKernelOptions kernel;
  double c = 1, epsilon = 0.1, tolerance = 1e-3;
};

/// Steps after which libsvm ends a search, for up to 100,000 rows.
inline constexpr std::int64_t kMostSvmSteps = 10'000'000;

/// Trains with libsvm (C-SVC, one machine for each pair of classes; or epsilon-SVR), silently. It
/// cannot be interrupted. Rows are given class by class, which fixes the order of the classes.
/// Source: Chang and Lin, LIBSVM: a library for support vector machines (2011).
SvmMachine train_svm(const SvmTask& task);

}  // namespace dlflow::models
