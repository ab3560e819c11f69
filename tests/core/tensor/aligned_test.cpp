#include "core/tensor/aligned.hpp"

#include <catch2/catch.hpp>
#include <cstdint>
#include <new>
#include <numeric>

namespace {

using namespace dlflow;

TEST_CASE("buffers of every size begin on a boundary and keep their values") {
  std::vector<AlignedVector<std::uint8_t>> all;
  for (std::size_t size = 1; size < 300; ++size) {
    auto& buffer = all.emplace_back(size);
    CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64 == 0);
    std::iota(buffer.begin(), buffer.end(), static_cast<std::uint8_t>(size));
  }
  for (const auto& buffer : all)
    CHECK(buffer.back() == static_cast<std::uint8_t>(2 * buffer.size() - 1));
}

TEST_CASE("a buffer that no memory can hold is refused") {
  CHECK_THROWS_AS(allocate_aligned(SIZE_MAX - 8), std::bad_alloc);
  CHECK_NOTHROW(free_aligned(nullptr));
}

}  // namespace
