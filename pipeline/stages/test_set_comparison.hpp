#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/statistics/paired_tests.hpp"

namespace dlflow::stages {

/// Two models on one test set.
struct TestSetComparison {
  /// What is drawn together and tested: the rows, the means of the rows of a time or of a group.
  enum class Unit { row, time, group };
  /// Errors of numbers, of each run and of their paired difference, b - a.
  struct Errors {
    std::string metric;  ///< "mae", or "rmse" for runs that are judged by squares
    double a = 0, b = 0;
    /// The interval by the bootstrap of units, over time in blocks; a verdict where p tells it too.
    statistics::Difference difference;
    Unit unit = Unit::row;
    std::size_t units = 0;
  };

  std::size_t rows = 0;
  std::size_t only_a = 0, only_b = 0;  ///< of classes: rows that one run alone got right
  std::optional<Errors> errors;        ///< of numbers
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
