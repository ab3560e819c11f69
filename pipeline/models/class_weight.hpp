#pragma once

#include <span>
#include <vector>

#include "core/train/options.hpp"

namespace dlflow::models {

using train::ClassWeight;

/// Factors (classes) for the rows of each class: 1, or weight of all / (classes * weight of the
/// class). Every class has rows.
std::vector<double> class_factors(ClassWeight rule, std::span<const std::int32_t> labels,
                                  std::span<const double> weights, int classes);

}  // namespace dlflow::models
