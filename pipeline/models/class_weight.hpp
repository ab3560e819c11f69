#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/train/options.hpp"
#include "pipeline/data/features.hpp"

namespace dlflow::models {

using train::ClassWeight;

/// Factors (classes) for the rows of each class: 1, or weight of all / (classes * weight of the
/// class). Every class has rows.
std::vector<double> class_factors(ClassWeight rule, std::span<const std::int32_t> labels,
                                  std::span<const double> weights, int classes);

/// What each row of a class weighs (classes), 0 where it has none; of a number what all rows weigh
/// (1). None when rows of one class differ.
std::optional<std::vector<double>> whole_class_weights(const data::Target& y);

}  // namespace dlflow::models
