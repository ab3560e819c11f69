#include "core/base/random.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

using namespace dlflow;

// Known answers of the Random123 distribution, philox4x32-10.
TEST_CASE("philox gives the published known answers") {
  CHECK(philox({0, 0, 0, 0}, 0) ==
        std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox({~0u, ~0u, ~0u, ~0u}, ~std::uint64_t{0}) ==
        std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, 0x299f31d0a4093822u) ==
        std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("a stream depends on every name and count of its key") {
  const auto first = [](RandomKey key) { return RandomStream(key).next(); };
  const RandomKey key(7);
  CHECK(first(key.with("a").with(1)) == first(RandomKey(7).with("a").with(1)));
  CHECK(first(key.with("a").with(1)) != first(key.with("a").with(2)));
  CHECK(first(key.with("a").with("b")) != first(key.with("ab")));
  CHECK(first(key) != first(RandomKey(8)));
}

TEST_CASE("uniform, normal and below have the moments of their distributions") {
  RandomStream stream(RandomKey(1).with("moments"));
  double sum = 0, sum_normal = 0, squares = 0;
  std::vector<int> counts(6);
  const int n = 100000;
  for (int i = 0; i < n; ++i) {
    sum += stream.uniform();
    const double z = stream.normal();
    sum_normal += z;
    squares += z * z;
    ++counts[stream.below(6)];
  }
  CHECK(sum / n == Approx(0.5).margin(0.005));
  CHECK(sum_normal / n == Approx(0).margin(0.015));
  CHECK(squares / n == Approx(1).margin(0.02));
  for (const int count : counts) CHECK(count == Approx(n / 6.0).epsilon(0.04));
}

TEST_CASE("shuffle is a permutation") {
  std::vector<int> items(50);
  std::iota(items.begin(), items.end(), 0);
  auto shuffled = items;
  RandomStream(RandomKey(3)).shuffle(std::span(shuffled));
  CHECK(shuffled != items);
  std::sort(shuffled.begin(), shuffled.end());
  CHECK(shuffled == items);
}
