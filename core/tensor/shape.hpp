#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace dlflow {

/// The extents of one row of a batch, without the batch axis N itself: {F}, {T, C}, {H, W, C}.
using Shape = std::vector<std::size_t>;

/// Values in one row; 1 for an empty shape.
std::size_t count(const Shape& shape);

/// With the batch axis, as messages show it: "(N, 28, 28, 1)".
std::string text(const Shape& shape);

}  // namespace dlflow
