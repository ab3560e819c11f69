#include "pipeline/views/transforms/column_order.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/kernels/dispatch.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"

namespace dlflow::views {
namespace {

constexpr std::size_t kFew = 4096;  // below this many the comparing sort is as fast

/// The bucket of each value: buckets of equal width lie side by side from `low` on, so that a
/// smaller value is never in a later one.
DLFLOW_CLONES void find_buckets(const double* values, std::size_t count, double low, double scale,
                                std::int32_t last, std::int32_t* buckets) {
  for (std::size_t i = 0; i < count; ++i) {
    const auto bucket = static_cast<std::int32_t>((values[i] - low) * scale);
    buckets[i] = bucket < last ? bucket : last;
  }
}

/// The places that quantile_of reads for shares of `count` sorted values, ascending.
std::vector<std::size_t> places_of(const std::vector<double>& shares, std::size_t count) {
  std::vector<std::size_t> places;
  for (const double share : shares) {
    const double at = share * static_cast<double>(count - 1);
    places.push_back(std::min(static_cast<std::size_t>(at), count - 1));
    places.push_back(std::min(places.back() + 1, count - 1));
  }
  std::sort(places.begin(), places.end());
  return places;
}

/// Values by buckets; those of the buckets that hold a wanted place are gathered and sorted.
class Buckets {
 public:
  Buckets(const std::vector<double>& values, const Range& range, std::size_t buckets)
      : begins_(buckets + 1), bucket_of_(values.size()) {
    const auto last = static_cast<std::int32_t>(buckets) - 1;
    find_buckets(values.data(), values.size(), range.low,
                 static_cast<double>(buckets) / (range.high - range.low), last, bucket_of_.data());
    for (const std::int32_t bucket : bucket_of_) ++begins_[static_cast<std::size_t>(bucket) + 1];
    for (std::size_t b = 0; b < buckets; ++b) begins_[b + 1] += begins_[b];
  }

  /// Sorts the values of the buckets that hold these places, ascending, into their places.
  void order(std::vector<double>& values, const std::vector<std::size_t>& places) const {
    std::vector<std::size_t> wanted;
    for (const std::size_t place : places)
      if (wanted.empty() || place >= begins_[wanted.back() + 1])
        wanted.push_back(static_cast<std::size_t>(
            std::upper_bound(begins_.begin(), begins_.end(), place) - begins_.begin() - 1));
    // Buckets that nobody wants go to one place behind all others, again and again.
    std::uint32_t gathered = 0;
    for (const std::size_t b : wanted) gathered += size(b);
    struct Next {
      std::uint32_t place, step;
    };
    std::vector<Next> next(begins_.size() - 1, {gathered, 0});
    std::uint32_t place = 0;
    for (const std::size_t b : wanted) next[b] = {std::exchange(place, place + size(b)), 1};
    std::vector<double> found(gathered + 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
      Next& at = next[static_cast<std::size_t>(bucket_of_[i])];
      found[at.place] = values[i];
      at.place += at.step;
    }
    auto from = found.begin();
    for (const std::size_t b : wanted) {
      const auto to = from + static_cast<std::ptrdiff_t>(size(b));
      // Far outliers leave nearly all values to one bucket.
      std::vector<double> own(from, to);
      sort_numbers(own);
      std::transform(own.begin(), own.end(), values.begin() + begins_[b],
                     [](double v) { return v + 0.0; });
      from = to;
    }
  }

 private:
  std::uint32_t size(std::size_t bucket) const { return begins_[bucket + 1] - begins_[bucket]; }

  std::vector<std::uint32_t> begins_;  ///< places in the sorted list; one more than buckets
  std::vector<std::int32_t> bucket_of_;
};

}  // namespace

void sort_numbers(std::vector<double>& values) {
  if (values.size() < kFew) {
    std::sort(values.begin(), values.end());
    return;
  }
  // By digits of 11 bits, the lowest first. A double's bits rise with its value once the sign is
  // turned, and all others with it below zero.
  constexpr int kBits = 11, kPasses = 6;
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63, kMask = (1U << kBits) - 1;
  std::vector<std::uint64_t> keys(values.size()), other(values.size());
  std::vector<std::array<std::uint32_t, kMask + 1>> counts(kPasses);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto bits = std::bit_cast<std::uint64_t>(values[i] + 0.0);  // one zero, not two
    keys[i] = bits ^ (bits & kSign ? ~std::uint64_t{0} : kSign);
    for (int pass = 0; pass < kPasses; ++pass) ++counts[pass][keys[i] >> (pass * kBits) & kMask];
  }
  for (int pass = 0; pass < kPasses; ++pass) {
    auto& count = counts[pass];
    const std::uint64_t first = keys[0] >> (pass * kBits) & kMask;
    if (count[first] == keys.size()) continue;
    std::uint32_t place = 0;
    for (std::uint32_t& c : count) place += std::exchange(c, place);
    for (const std::uint64_t key : keys) other[count[key >> (pass * kBits) & kMask]++] = key;
    keys.swap(other);
  }
  for (std::size_t i = 0; i < keys.size(); ++i)
    values[i] = std::bit_cast<double>(keys[i] ^ (keys[i] & kSign ? kSign : ~std::uint64_t{0}));
}

void order_at_shares(std::vector<double>& values, const std::vector<double>& shares) {
  const Range range = range_of(values);
  // Enough buckets that few values share one with a wanted place, and few enough for the cache.
  const std::size_t buckets = shares.size() < 16 ? 2048 : std::bit_ceil(values.size() / 8);
  const double width = (range.high - range.low) / static_cast<double>(buckets);
  if (values.size() < kFew || !std::isfinite(range.high - range.low) || !std::isnormal(width) ||
      !std::isfinite(1 / width)) {
    sort_numbers(values);
    return;
  }
  const Buckets all(values, range, buckets);
  all.order(values, places_of(shares, values.size()));
}

double quantile_of(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(at), sorted.size() - 1);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double rest = at - static_cast<double>(below), gap = sorted[above] - sorted[below];
  return rest >= 0.5 ? sorted[above] - gap * (1 - rest) : sorted[below] + gap * rest;
}

}  // namespace dlflow::views
