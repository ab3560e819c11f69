#include "core/tensor/arena.hpp"

#include <catch2/catch.hpp>
#include <cstdint>

#include "core/tensor/shape.hpp"

using namespace dlflow;

TEST_CASE("blocks of an arena begin on cache lines and do not overlap") {
  Arena<float> arena;
  const std::size_t a = arena.reserve(3), b = arena.reserve(17), c = arena.reserve(0);
  arena.allocate();
  CHECK(reinterpret_cast<std::uintptr_t>(arena.at(a)) % 64 == 0);
  CHECK(reinterpret_cast<std::uintptr_t>(arena.at(b)) % 64 == 0);
  CHECK(b == 16);
  CHECK(c == 48);
  CHECK_THROWS_AS(arena.reserve(1), Bug);
}

TEST_CASE("shapes are written with the batch axis") {
  CHECK(text(Shape{28, 28, 1}) == "(N, 28, 28, 1)");
  CHECK(text(Shape{}) == "(N)");
  CHECK(count(Shape{3, 4}) == 12);
}
