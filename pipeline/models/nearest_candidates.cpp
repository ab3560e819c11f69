#include "pipeline/models/nearest_candidates.hpp"

#include <algorithm>

#include "core/kernels/dispatch.hpp"

namespace dlflow::models {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

using Four = float __attribute__((vector_size(16), may_alias));

float distance_of(Candidate candidate) {
  return __builtin_bit_cast(float, static_cast<std::uint32_t>(candidate >> 32));
}

/// Of distances that are `groups` apart, the least; d (count).
DLFLOW_CLONES void take_minima(const float* d, std::size_t count, std::size_t groups,
                               float* minima) {
  for (std::size_t i = 0; i < groups; ++i) minima[i] = d[i];
  for (std::size_t at = groups; at < count; at += groups)
    for (std::size_t i = 0; i < std::min(groups, count - at); ++i)
      minima[i] = d[at + i] < minima[i] ? d[at + i] : minima[i];
}

/// Whether any of a panel's lanes is at most `limit`.
inline __attribute__((always_inline)) bool has_near(const float* d, float limit) {
  using Two = long long __attribute__((vector_size(16), may_alias));
  const auto* parts = reinterpret_cast<const Four*>(d);
  auto near = parts[0] <= limit;
  for (std::size_t j = 1; j < kLanes / 4; ++j) near |= parts[j] <= limit;
  const auto both = reinterpret_cast<const Two&>(near);
  return (both[0] | both[1]) != 0;
}

/// Writes what is at most `limit` of whole panels to `out`, where there is room for `count`.
/// first: the row of d[0]   returns how many there were
DLFLOW_CLONES std::size_t take_near(const float* d, std::size_t count, std::size_t first,
                                    float limit, Candidate* out) {
  using Bits = std::uint32_t __attribute__((may_alias));
  const auto* bits = reinterpret_cast<const Bits*>(d);
  constexpr std::size_t kTogether = 4 * kLanes;
  alignas(64) float least[kLanes];
  std::size_t taken = 0;
  for (std::size_t i = 0; i < count; i += kTogether) {
    const std::size_t end = std::min(count, i + kTogether);
    if (end == i + kTogether) {
      for (std::size_t j = 0; j < kLanes; ++j) {
        least[j] = d[i + j];
        for (std::size_t p = kLanes; p < kTogether; p += kLanes)
          least[j] = d[i + p + j] < least[j] ? d[i + p + j] : least[j];
      }
      if (!has_near(least, limit)) continue;
    }
    for (std::size_t p = i; p < end; p += kLanes) {
      if (!has_near(d + p, limit)) continue;
      for (std::size_t j = p; j < p + kLanes; ++j) {
        out[taken] = Candidate{bits[j]} << 32 | (first + j);
        taken += d[j] <= limit ? 1 : 0;
      }
    }
  }
  return taken;
}

}  // namespace

void Candidates::look_through(const float* d, std::size_t first, std::size_t count) {
  if (limit_ == kInfinity) guess_limit(d, count);
  found_.resize(size_ + count);
  size_ += take_near(d, count, first, limit_, found_.data() + size_);
  if (size_ < most_) return;
  prune();
  most_ = 2 * size_ + kSlack;
}

std::span<const Candidate> Candidates::finish(std::size_t rows) {
  found_.resize(size_);
  std::erase_if(found_, [&](Candidate candidate) { return row_of(candidate) >= rows; });
  size_ = found_.size();
  prune();
  return {found_.data(), size_};
}

/// Of k groups of rows, each has one within the k-th of their minima.
void Candidates::guess_limit(const float* d, std::size_t count) {
  const std::size_t groups = std::min((4 * k_ + kLanes - 1) / kLanes * kLanes, count);
  if (groups < k_) return;
  float minima[kPanels * kLanes];
  take_minima(d, count, groups, minima);
  std::nth_element(minima, minima + k_ - 1, minima + groups);
  limit_ = widened(minima[k_ - 1]);
}

/// What a distance in float may be when its exact one is no more than that of `distance`.
float Candidates::widened(float distance) const {
  // Each of the sums is off by a share of 2^-24 for each of its terms, and the two compared both;
  // a term so small that its square is no normal number, by less than 2^-149.
  const double share = (doubt_.additions + 2) * 0x1p-24;
  if (share > 0.25) return kInfinity;
  return static_cast<float>((1 + 4 * share) * distance + 2 * doubt_.absolute +
                            (doubt_.terms + 2) * 0x1p-146);
}

/// Leaves out what is farther than the k-th for sure.
void Candidates::prune() {
  if (size_ <= k_) return;
  const auto begin = found_.begin(), end = begin + static_cast<std::ptrdiff_t>(size_);
  const auto kth = begin + static_cast<std::ptrdiff_t>(k_ - 1);
  std::nth_element(begin, kth, end);
  limit_ = widened(distance_of(*kth));
  const auto is_near = [this](Candidate candidate) { return distance_of(candidate) <= limit_; };
  size_ = static_cast<std::size_t>(std::partition(kth, end, is_near) - begin);
}

}  // namespace dlflow::models
