#pragma once

#include <cstddef>
#include <vector>

/// Where a column is cut into bins; edges equal those of scikit-learn's KBinsDiscretizer.
namespace dlflow::views {

/// Each of these gives the inner edges, ascending: K - 1 of them for K bins. Fewer than wanted come
/// out where bins would be no wider than 1e-8, none where all values are equal. `sorted` holds at
/// least one value, ascending.
std::vector<double> uniform_edges(const std::vector<double>& sorted, std::size_t bins);
std::vector<double> quantile_edges(const std::vector<double>& sorted, std::size_t bins);
/// Middles between the centers of Lloyd's k-means, started from the middles of uniform bins.
std::vector<double> kmeans_edges(const std::vector<double>& sorted, std::size_t bins);

/// The bin of a value: how many edges are not above it.
std::size_t bin_of(const std::vector<double>& edges, double value);

}  // namespace dlflow::views
