#pragma once

#include <cstddef>
#include <vector>

/// Products of columns (F lists of N numbers) less their means; nothing of that size is copied.
namespace dlflow::views {

/// out (F, F), the upper triangle alone: the sum over rows of (x_i - mean_i) (x_j - mean_j).
std::vector<double> centered_products(const std::vector<std::vector<double>>& columns,
                                      const std::vector<double>& means);

/// Of `rows` rows less the means, how far they lie along directions (K, F): K lists of them.
std::vector<std::vector<double>> scores_along(const std::vector<std::vector<double>>& columns,
                                              const std::vector<double>& means,
                                              const std::vector<double>& directions,
                                              std::size_t rows);

/// The first of the scores farthest from 0, along each direction (K).
std::vector<double> farthest_scores(const std::vector<std::vector<double>>& columns,
                                    const std::vector<double>& means,
                                    const std::vector<double>& directions);

}  // namespace dlflow::views
