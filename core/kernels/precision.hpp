#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace dlflow::kernels {

/// The numbers that large products multiply. Sums, weights and everything between the products are
/// single precision either way.
enum class Precision { float32, bfloat16 };
std::span<const std::string_view> names_of(Precision);

/// Whether this processor multiplies bfloat16.
bool has_bfloat16();

/// As long as it lives, kernels that are planned on this thread take this precision where they
/// have it.
class PlannedPrecision {
 public:
  explicit PlannedPrecision(Precision precision);
  ~PlannedPrecision();
  PlannedPrecision(const PlannedPrecision&) = delete;
  PlannedPrecision& operator=(const PlannedPrecision&) = delete;

 private:
  Precision before_;
};
Precision planned_precision();

/// The upper half of each float, rounded to the nearest, ties to even. NaN stays NaN.
void to_bfloat16(std::size_t n, const float* x, std::uint16_t* y);

}  // namespace dlflow::kernels
