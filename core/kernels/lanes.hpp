#pragma once

#include <cstddef>

namespace dlflow::kernels {

// Each by itself: g++ 12 forgets such attributes where they depend on a template.
template <std::size_t Bytes>
struct DoublesOf;
template <>
struct DoublesOf<64> {
  using Type = double __attribute__((vector_size(64), aligned(8), may_alias));
};
template <>
struct DoublesOf<32> {
  using Type = double __attribute__((vector_size(32), aligned(8), may_alias));
};
template <>
struct DoublesOf<16> {
  using Type = double __attribute__((vector_size(16), aligned(8), may_alias));
};
/// Doubles side by side in one vector, wherever they lie.
template <std::size_t Bytes>
using Doubles = typename DoublesOf<Bytes>::Type;

template <std::size_t Bytes>
[[gnu::always_inline]] inline const Doubles<Bytes>& doubles_at(const double* from) {
  return *reinterpret_cast<const Doubles<Bytes>*>(from);
}
template <std::size_t Bytes>
[[gnu::always_inline]] inline Doubles<Bytes>& doubles_at(double* from) {
  return *reinterpret_cast<Doubles<Bytes>*>(from);
}

/// Eight doubles in vectors of `Bytes`, for sums of every eighth value: each has the same bits
/// whatever the width of the vectors. For use under by_width (dispatch.hpp).
template <std::size_t Bytes>
class Eight {
 public:
  static constexpr std::size_t kLanes = 8;
  using Part = Doubles<Bytes>;
  static constexpr std::size_t kParts = kLanes * sizeof(double) / Bytes;

  [[gnu::always_inline]] Eight() : Eight(0.0) {}
  [[gnu::always_inline]] explicit Eight(double all) {
    for (Part& part : parts_) part = Part{} + all;
  }
  [[gnu::always_inline]] explicit Eight(const double* from) {
    for (std::size_t p = 0; p < kParts; ++p)
      parts_[p] = doubles_at<Bytes>(from + p * kLanes / kParts);
  }
  [[gnu::always_inline]] void store(double* to) const {
    for (std::size_t p = 0; p < kParts; ++p)
      doubles_at<Bytes>(to + p * kLanes / kParts) = parts_[p];
  }

  /// Lane by lane, x where it is less than y, and y otherwise: also where x is missing (NaN).
  [[gnu::always_inline]] static Eight lesser(Eight x, const Eight& y) {
    for (std::size_t p = 0; p < kParts; ++p)
      x.parts_[p] = x.parts_[p] < y.parts_[p] ? x.parts_[p] : y.parts_[p];
    return x;
  }
  [[gnu::always_inline]] static Eight greater(Eight x, const Eight& y) {
    for (std::size_t p = 0; p < kParts; ++p)
      x.parts_[p] = x.parts_[p] > y.parts_[p] ? x.parts_[p] : y.parts_[p];
    return x;
  }
  /// x where `seen` is a number, and 0 where it is missing (NaN).
  [[gnu::always_inline]] static Eight where_present(const Eight& seen, Eight x) {
    for (std::size_t p = 0; p < kParts; ++p)
      x.parts_[p] = seen.parts_[p] == seen.parts_[p] ? x.parts_[p] : Part{};
    return x;
  }

  [[gnu::always_inline]] Eight& operator+=(const Eight& x) {
    for (std::size_t p = 0; p < kParts; ++p) parts_[p] += x.parts_[p];
    return *this;
  }
  [[gnu::always_inline]] friend Eight operator-(Eight x, const Eight& y) {
    for (std::size_t p = 0; p < kParts; ++p) x.parts_[p] -= y.parts_[p];
    return x;
  }
  [[gnu::always_inline]] friend Eight operator*(Eight x, const Eight& y) {
    for (std::size_t p = 0; p < kParts; ++p) x.parts_[p] *= y.parts_[p];
    return x;
  }

 private:
  Part parts_[kParts];
};

}  // namespace dlflow::kernels
