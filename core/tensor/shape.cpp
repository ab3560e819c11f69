#include "core/tensor/shape.hpp"

#include <fmt/format.h>

namespace dlflow {

std::size_t count(const Shape& shape) {
  std::size_t product = 1;
  for (const std::size_t extent : shape) product *= extent;
  return product;
}

std::string text(const Shape& shape) {
  return shape.empty() ? "(N)" : fmt::format("(N, {})", fmt::join(shape, ", "));
}

}  // namespace dlflow
