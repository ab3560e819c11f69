#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace dlflow::models {

/// Whether rows count alike, or each class as much as any other.
enum class ClassWeight { equal, balanced };
std::span<const std::string_view> names_of(ClassWeight);

/// Factors (classes) for the rows of each class: 1, or weight of all / (classes * weight of the
/// class). Every class has rows.
std::vector<double> class_factors(ClassWeight rule, const std::vector<int>& labels,
                                  const std::vector<double>& weights, int classes);

}  // namespace dlflow::models
