#include "core/kernels/precision.hpp"

#include <cpuid.h>

#include <array>
#include <bit>

#include "core/kernels/dispatch.hpp"

namespace dlflow::kernels {
namespace {

Precision& planned() {
  thread_local Precision precision = Precision::float32;
  return precision;
}

}  // namespace

std::span<const std::string_view> names_of(Precision) {
  static constexpr std::array<std::string_view, 2> kNames = {"float32", "bfloat16"};
  return kNames;
}

bool has_bfloat16() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  constexpr unsigned kBfloat16 = 1U << 5;  // AVX512_BF16
  if (__get_cpuid_count(7, 1, &a, &b, &c, &d) == 0 || (a & kBfloat16) == 0) return false;
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f");
}

PlannedPrecision::PlannedPrecision(Precision precision) : before_(planned()) {
  planned() = precision;
}
PlannedPrecision::~PlannedPrecision() { planned() = before_; }

Precision planned_precision() { return planned(); }

DLFLOW_CLONES void to_bfloat16(std::size_t n, const float* x, std::uint16_t* y) {
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = std::bit_cast<std::uint32_t>(x[i]);
    const std::uint32_t rounded = (bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16;
    const bool is_nan = (bits & 0x7fffffffU) > 0x7f800000U;
    y[i] = static_cast<std::uint16_t>(is_nan ? (bits >> 16) | 0x40U : rounded);
  }
}

}  // namespace dlflow::kernels
