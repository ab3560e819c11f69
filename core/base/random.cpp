#include "core/base/random.hpp"

#include <cmath>
#include <numbers>

namespace dlflow {
namespace {

/// A bijective mixer of 64 bits (the finalizer of SplitMix64, Steele, Lea, Flood 2014).
std::uint64_t mix(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15u;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

}  // namespace

RandomKey::RandomKey(std::uint64_t seed) : key_(mix(seed)) {}

RandomKey RandomKey::with(std::string_view name) const {
  std::uint64_t hash = mix(key_ ^ 0x6E616D65u);
  for (const char c : name) hash = mix(hash ^ static_cast<unsigned char>(c));
  return RandomKey(mix(hash ^ (name.size() << 8)), 0);
}

RandomKey RandomKey::with(std::uint64_t count) const {
  return RandomKey(mix(mix(key_ ^ 0x636F756E74u) + count), 0);
}

std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> c, std::uint64_t key) {
  auto k0 = static_cast<std::uint32_t>(key), k1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = std::uint64_t{0xD2511F53u} * c[0];
    const std::uint64_t p1 = std::uint64_t{0xCD9E8D57u} * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k0, static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k1, static_cast<std::uint32_t>(p0)};
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  return c;
}

std::uint32_t RandomStream::next() {
  if (used_ == 4) {
    words_ = philox(
        {static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32), 0, 0}, key_);
    ++block_;
    used_ = 0;
  }
  return words_[static_cast<std::size_t>(used_++)];
}

double RandomStream::uniform() {
  const std::uint64_t high = next() >> 5, low = next() >> 6;
  return static_cast<double>(high << 26 | low) * 0x1p-53;
}

double RandomStream::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2 * std::log(1 - uniform()));
  const double angle = 2 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

std::uint64_t RandomStream::below(std::uint64_t bound) {
  const std::uint64_t threshold = -bound % bound;
  while (true) {
    const std::uint64_t high = next(), word = high << 32 | next();
    __extension__ using Wide = unsigned __int128;
    const auto product = static_cast<Wide>(word) * bound;
    if (static_cast<std::uint64_t>(product) >= threshold)
      return static_cast<std::uint64_t>(product >> 64);
  }
}

}  // namespace dlflow
