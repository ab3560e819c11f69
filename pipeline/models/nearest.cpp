#include "pipeline/models/nearest.hpp"

#include <algorithm>
#include <limits>

#include "core/base/error.hpp"
#include "core/kernels/dispatch.hpp"

namespace dlflow::models {
namespace {

constexpr std::size_t kLanes = 32;
constexpr std::size_t kQueries = 6;
/// Rows whose distances are made before they are looked through.
constexpr std::size_t kPanels = 32;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

using Sixteen = float __attribute__((vector_size(64), may_alias));
using Eight = float __attribute__((vector_size(32), may_alias));
using Four = float __attribute__((vector_size(16), may_alias));

/// Squared distances of kQueries rows to kPanels * kLanes rows or fewer.
///
/// panels (panels, inputs, lanes)   queries (kQueries, inputs)   out (kQueries, kPanels * lanes)
template <class Vector>
inline __attribute__((always_inline)) void distances(const float* panels, std::size_t count,
                                                     const float* queries, std::size_t inputs,
                                                     float* out) {
  constexpr std::size_t kWidth = sizeof(Vector) / sizeof(float);
  // Sums enough to hide how long one addition takes, few enough for the registers.
  constexpr std::size_t kVectors = 2;
  for (std::size_t at = 0; at < count * kLanes; at += kVectors * kWidth) {
    const float* panel = panels + at / kLanes * inputs * kLanes + at % kLanes;
    Vector sum[kQueries][kVectors] = {};
    for (std::size_t f = 0; f < inputs; ++f) {
      Vector values[kVectors];
      for (std::size_t v = 0; v < kVectors; ++v)
        values[v] = *reinterpret_cast<const Vector*>(panel + f * kLanes + v * kWidth);
      for (std::size_t q = 0; q < kQueries; ++q)
        for (std::size_t v = 0; v < kVectors; ++v) {
          const Vector apart = values[v] - queries[q * inputs + f];
          sum[q][v] += apart * apart;
        }
    }
    for (std::size_t q = 0; q < kQueries; ++q)
      for (std::size_t v = 0; v < kVectors; ++v)
        *reinterpret_cast<Vector*>(out + q * kPanels * kLanes + at + v * kWidth) = sum[q][v];
  }
}
// A vector wider than the registers becomes slow code, so the width is chosen by the processor.
DLFLOW_FUSED_CLONES void distances_16(const float* panels, std::size_t count, const float* queries,
                                      std::size_t inputs, float* out) {
  distances<Sixteen>(panels, count, queries, inputs, out);
}
DLFLOW_FUSED_CLONES void distances_8(const float* panels, std::size_t count, const float* queries,
                                     std::size_t inputs, float* out) {
  distances<Eight>(panels, count, queries, inputs, out);
}
DLFLOW_FUSED_CLONES void distances_4(const float* panels, std::size_t count, const float* queries,
                                     std::size_t inputs, float* out) {
  distances<Four>(panels, count, queries, inputs, out);
}

using Distances = void (*)(const float*, std::size_t, const float*, std::size_t, float*);
Distances best_distances() {
  return __builtin_cpu_supports("avx512f") ? distances_16
         : __builtin_cpu_supports("avx2")  ? distances_8
                                           : distances_4;
}

/// A row and its distance in one number, so that they are in order as the distances are.
using Candidate = std::uint64_t;
float distance_of(Candidate candidate) {
  return __builtin_bit_cast(float, static_cast<std::uint32_t>(candidate >> 32));
}
std::uint32_t row_of(Candidate candidate) { return static_cast<std::uint32_t>(candidate); }

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

/// The rows that may be among the k nearest of one query, as far as float can tell.
class Candidates {
 public:
  Candidates(std::size_t k, std::size_t inputs) : k_(k), inputs_(inputs), most_(2 * k + kSlack) {}

  /// d (count): distances to whole panels from row `first` on.
  void look_through(const float* d, std::size_t first, std::size_t count) {
    if (limit_ == kInfinity) guess_limit(d, count);
    found_.resize(size_ + count);
    size_ += take_near(d, count, first, limit_, found_.data() + size_);
    if (size_ < most_) return;
    prune();
    most_ = 2 * size_ + kSlack;
  }

  /// The candidates among rows 0 to `rows`; what fills up the last panel is left out.
  std::span<const Candidate> finish(std::size_t rows) {
    found_.resize(size_);
    std::erase_if(found_, [&](Candidate candidate) { return row_of(candidate) >= rows; });
    size_ = found_.size();
    prune();
    return {found_.data(), size_};
  }

 private:
  static constexpr std::size_t kSlack = 16;

  /// Of k groups of rows, each has one within the k-th of their minima.
  void guess_limit(const float* d, std::size_t count) {
    const std::size_t groups = std::min((4 * k_ + kLanes - 1) / kLanes * kLanes, count);
    if (groups < k_) return;
    float minima[kPanels * kLanes];
    take_minima(d, count, groups, minima);
    std::nth_element(minima, minima + k_ - 1, minima + groups);
    limit_ = widened(minima[k_ - 1]);
  }

  /// What a distance in float may be when its exact one is no more than that of `distance`.
  float widened(float distance) const {
    // Each of the sums is off by a share of 2^-24 for each of its terms, and the two compared both;
    // a term so small that its square is no normal number, by less than 2^-149.
    const auto terms = static_cast<double>(inputs_ + 2);
    const double share = terms * 0x1p-24;
    if (share > 0.25) return kInfinity;
    return static_cast<float>((1 + 4 * share) * distance + terms * 0x1p-146);
  }

  /// Leaves out what is farther than the k-th for sure.
  void prune() {
    if (size_ <= k_) return;
    const auto begin = found_.begin(), end = begin + static_cast<std::ptrdiff_t>(size_);
    const auto kth = begin + static_cast<std::ptrdiff_t>(k_ - 1);
    std::nth_element(begin, kth, end);
    limit_ = widened(distance_of(*kth));
    const auto is_near = [this](Candidate candidate) { return distance_of(candidate) <= limit_; };
    size_ = static_cast<std::size_t>(std::partition(kth, end, is_near) - begin);
  }

  std::size_t k_, inputs_;
  std::size_t most_;  ///< so many are pruned
  float limit_ = kInfinity;
  std::vector<Candidate> found_;
  std::size_t size_ = 0;  ///< of found_ in use
};

/// Distances in double, each summed column by column, of a query to the rows of candidates.
void add_exact(std::span<const float> query, const Matrix<float>& rows,
               std::span<const Candidate> candidates, std::vector<Neighbour>& out) {
  // Sums side by side, as each waits for its last addition.
  constexpr std::size_t kSums = 8;
  for (std::size_t i = 0; i < candidates.size(); i += kSums) {
    const float* at[kSums];
    double sum[kSums] = {};
    for (std::size_t j = 0; j < kSums; ++j)
      at[j] = rows.row(row_of(candidates[std::min(i + j, candidates.size() - 1)])).data();
    for (std::size_t f = 0; f < query.size(); ++f)
      for (std::size_t j = 0; j < kSums; ++j) {
        const double apart = static_cast<double>(query[f]) - at[j][f];
        sum[j] += apart * apart;
      }
    for (std::size_t j = 0; j < std::min(kSums, candidates.size() - i); ++j)
      out.push_back({sum[j], row_of(candidates[i + j])});
  }
}

/// Puts the k nearest in front, in order.
void sort_nearest(std::vector<Neighbour>& near, std::size_t k) {
  const auto is_nearer = [](const Neighbour& a, const Neighbour& b) {
    return a.distance != b.distance ? a.distance < b.distance : a.row < b.row;
  };
  const auto end = near.begin() + static_cast<std::ptrdiff_t>(k);
  if (k < near.size()) std::nth_element(near.begin(), end, near.end(), is_nearer);
  std::sort(near.begin(), end, is_nearer);
}

}  // namespace

NearestRows::NearestRows(Matrix<float> rows) : rows_(std::move(rows)) {
  const std::size_t inputs = rows_.columns;
  const std::size_t panel = inputs * kLanes;
  panels_.resize((rows_.rows + kLanes - 1) / kLanes * panel);
  if (panels_.empty()) return;
  std::fill_n(panels_.data() + panels_.size() - panel, panel, kInfinity);
  for (std::size_t n = 0; n < rows_.rows; ++n) {
    const float* from = rows_.row(n).data();
    float* to = panels_.data() + n / kLanes * panel + n % kLanes;
    for (std::size_t f = 0; f < inputs; ++f) to[f * kLanes] = from[f];
  }
}

std::vector<Neighbour> NearestRows::find(const Matrix<float>& queries, std::size_t k) const {
  DLFLOW_REQUIRE(queries.columns == rows_.columns && k >= 1 && k <= rows_.rows,
                 "neighbours of other rows, or more than there are");
  static const Distances make_distances = best_distances();
  const std::size_t inputs = rows_.columns, panels = panels_.size() / (inputs * kLanes);
  std::vector<Neighbour> out, near;
  out.reserve(queries.rows * k);
  AlignedVector<float> block(kQueries * inputs), d(kQueries * kPanels * kLanes);
  for (std::size_t q0 = 0; q0 < queries.rows; q0 += kQueries) {
    const std::size_t used = std::min(kQueries, queries.rows - q0);
    std::fill(block.begin(), block.end(), 0.0F);
    std::copy_n(queries.values.data() + q0 * inputs, used * inputs, block.data());
    std::vector<Candidates> candidates(used, Candidates(k, inputs));
    for (std::size_t p0 = 0; p0 < panels; p0 += kPanels) {
      const std::size_t count = std::min(kPanels, panels - p0), first = p0 * kLanes;
      make_distances(panels_.data() + first * inputs, count, block.data(), inputs, d.data());
      for (std::size_t q = 0; q < used; ++q)
        candidates[q].look_through(d.data() + q * kPanels * kLanes, first, count * kLanes);
    }
    for (std::size_t q = 0; q < used; ++q) {
      near.clear();
      add_exact(queries.row(q0 + q), rows_, candidates[q].finish(rows_.rows), near);
      DLFLOW_REQUIRE(near.size() >= k, "neighbours of what is no number");
      sort_nearest(near, k);
      out.insert(out.end(), near.begin(), near.begin() + static_cast<std::ptrdiff_t>(k));
    }
  }
  return out;
}

}  // namespace dlflow::models
