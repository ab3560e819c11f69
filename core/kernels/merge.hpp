#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "core/base/team.hpp"

namespace dlflow::kernels {

/// How results of the same shape become one.
enum class Merge { add, multiply, average, max };

/// y = y + x, y x or max(y, x) over n values, in place; average adds.
template <class T>
void merge_into(Merge how, std::size_t n, const T* x, T* y, Team* team = nullptr);

/// y *= factor
template <class T>
void scale(std::size_t n, double factor, T* y);

/// dx = y == x ? dy : 0 where y is the largest of several x, and takes what it gave from dy, so
/// that the first of equal ones gets all.
template <class T>
void take_slope_of_max(std::size_t n, const T* x, const T* y, T* dy, T* dx);

}  // namespace dlflow::kernels
