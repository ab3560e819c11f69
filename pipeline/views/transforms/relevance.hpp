#pragma once

#include <vector>

#include "pipeline/data/features.hpp"

/// How much a column of numbers says of the target. Missing values are left out.
namespace dlflow::views {

/// The F statistic of a linear fit: between and within classes (one-way analysis of variance), or
/// of the correlation with a number, r^2 / (1 - r^2) (N - 2). Infinite for a perfect fit, 0 for a
/// column without variance. Equal to scikit-learn's f_classif and f_regression.
double f_statistic(const std::vector<double>& values, const data::Target& target);

/// Mutual information in nats of the column in ten bins of equal counts with the classes, or with
/// the target in such bins.
double mutual_information(const std::vector<double>& values, const data::Target& target);

/// Pearson's correlation over the rows that have both; 0 where one does not vary.
double correlation(const std::vector<double>& a, const std::vector<double>& b);

}  // namespace dlflow::views
