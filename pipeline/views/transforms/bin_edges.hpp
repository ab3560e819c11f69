#pragma once

#include <cstddef>
#include <vector>

#include "pipeline/views/transforms/column_statistics.hpp"

/// Where a column is cut into bins; edges equal those of scikit-learn's KBinsDiscretizer.
namespace dlflow::views {

/// Each of these gives the inner edges, ascending: K - 1 of them for K bins. Fewer than wanted come
/// out where bins would be no wider than 1e-8, none where all values are equal. There is at least
/// one value, and none is missing.
std::vector<double> uniform_edges(const Range& range, std::size_t bins);
/// Brings the values into another order.
std::vector<double> quantile_edges(std::vector<double>& values, std::size_t bins);
/// `sorted` ascends. Middles between the centers of Lloyd's k-means, started from the middles of
/// uniform bins.
std::vector<double> kmeans_edges(const std::vector<double>& sorted, std::size_t bins);

/// The bin of a value: how many edges are not above it.
std::size_t bin_of(const std::vector<double>& edges, double value);
/// Each value becomes its bin; a missing one stays missing.
void become_bins(const std::vector<double>& edges, std::vector<double>& values);

}  // namespace dlflow::views
