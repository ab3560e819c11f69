#pragma once

#include <cmath>
#include <cstddef>

#include "core/schema/schema.hpp"

namespace dlflow::views {

/// How far the classes are made alike.
struct SamplingOptions {
  double ratio = 1;
};
inline void describe(schema::Object& o, SamplingOptions& x) {
  o.scalar_form("ratio");
  o.field("ratio", x.ratio, "Rows of the smaller class for each row of the larger one.")
      .above(0)
      .at_most(1);
}

/// The rows a class must have beside a larger one, and may have beside a smaller one.
inline std::size_t least_beside(std::size_t larger, double ratio) {
  return static_cast<std::size_t>(std::floor(static_cast<double>(larger) * ratio));
}
inline std::size_t most_beside(std::size_t smaller, double ratio) {
  return static_cast<std::size_t>(std::floor(static_cast<double>(smaller) / ratio));
}

}  // namespace dlflow::views
