#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/statistics/paired_tests.hpp"

namespace dlflow::stages {

/// What is drawn together and tested: the rows, the means of the rows of a time or of a group.
enum class TestUnit { row, time, group };

/// Errors of numbers of two runs on one test set, and their paired difference, b - a.
struct ErrorComparison {
  std::string metric;  ///< "mae", or "rmse" for runs that are judged by squares
  double a = 0, b = 0;
  /// The interval by the bootstrap of units, over time in blocks; a verdict where p tells it too.
  statistics::Difference difference;
  TestUnit unit = TestUnit::row;
  std::size_t units = 0;
};

/// Two models on one test set.
struct TestSetComparison {
  std::size_t rows = 0;
  std::size_t only_a = 0, only_b = 0;     ///< of classes: rows that one run alone got right
  std::optional<ErrorComparison> errors;  ///< of numbers
  /// Of classes by McNemar's exact test; of numbers by the test of Diebold and Mariano over time,
  /// else by the paired t-test.
  double p = 1;
};

/// Of the runs in these folders, from their predictions.csv; nothing where these are missing or of
/// different rows. metric: that the runs are judged by.
std::optional<TestSetComparison> compare_test_sets(const std::filesystem::path& a,
                                                   const std::filesystem::path& b,
                                                   const std::string& metric, bool are_classes);

}  // namespace dlflow::stages
