#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace dlflow {

/// The name of a stream of random numbers: made from a seed, then narrowed by names and counts.
/// The order of execution never matters, and there is no generator state to save.
///
///     RandomKey(seed).with("dropout").with(model_name).with(fold).with(epoch)
class RandomKey {
 public:
  explicit RandomKey(std::uint64_t seed);
  RandomKey with(std::string_view name) const;
  RandomKey with(std::uint64_t count) const;
  std::uint64_t value() const { return key_; }

 private:
  RandomKey(std::uint64_t key, int) : key_(key) {}
  std::uint64_t key_;
};

/// Ten rounds of Philox 4x32: four random words for a 128-bit counter under a 64-bit key.
/// Source: Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011).
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::uint64_t key);

/// Numbers drawn one after the other from the stream of a key.
class RandomStream {
 public:
  explicit RandomStream(RandomKey key) : key_(key.value()) {}

  std::uint32_t next();
  /// In [0, 1), with 53 bits.
  double uniform();
  /// Standard normal (Box and Muller; both values of a pair are used).
  double normal();
  /// In [0, bound), without bias. bound > 0.
  std::uint64_t below(std::uint64_t bound);

  /// Fisher and Yates.
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) {
      const std::size_t j = static_cast<std::size_t>(below(i));
      T held = items[i - 1];
      items[i - 1] = items[j];
      items[j] = held;
    }
  }

 private:
  std::uint64_t key_;
  std::uint64_t block_ = 0;
  std::array<std::uint32_t, 4> words_{};
  int used_ = 4;
  double spare_ = 0;
  bool has_spare_ = false;
};

}  // namespace dlflow
