#include "pipeline/models/nearest.hpp"

#include <algorithm>
#include <limits>

#include "core/base/error.hpp"
#include "core/kernels/dispatch.hpp"

namespace dlflow::models {
namespace {

constexpr std::size_t kLanes = 16;
constexpr std::size_t kQueries = 6;
/// Rows whose distances are made before they are looked through.
constexpr std::size_t kPanels = 64;

using Vector = float __attribute__((vector_size(kLanes * sizeof(float)), may_alias));

/// Squared distances of kQueries rows to kPanels * kLanes rows or fewer.
///
/// panels (panels, inputs, lanes)   queries (kQueries, inputs)   out (kQueries, kPanels * lanes)
DLFLOW_CLONES void distances(const float* panels, std::size_t count, const float* queries,
                             std::size_t inputs, float* out) {
  for (std::size_t p = 0; p < count; ++p) {
    const float* panel = panels + p * inputs * kLanes;
    Vector sum[kQueries] = {};
    for (std::size_t f = 0; f < inputs; ++f) {
      const Vector values = *reinterpret_cast<const Vector*>(panel + f * kLanes);
      for (std::size_t q = 0; q < kQueries; ++q) {
        const Vector apart = values - queries[q * inputs + f];
        sum[q] += apart * apart;
      }
    }
    for (std::size_t q = 0; q < kQueries; ++q)
      *reinterpret_cast<Vector*>(out + q * kPanels * kLanes + p * kLanes) = sum[q];
  }
}

/// Whether any of the lanes is at most `limit`.
inline bool has_near(const float* d, float limit) {
  using Four = float __attribute__((vector_size(16), may_alias));
  const auto* parts = reinterpret_cast<const Four*>(d);
  auto near = parts[0] <= limit;
  for (std::size_t j = 1; j < kLanes / 4; ++j) near |= parts[j] <= limit;
  return (near[0] | near[1] | near[2] | near[3]) != 0;
}

/// The rows that may be among the k nearest of one query, as far as float can tell.
class Candidates {
 public:
  Candidates(std::size_t k, double doubt) : k_(k), doubt_(doubt) {}

  void look_through(const float* d, std::size_t first, std::size_t count) {
    for (std::size_t i = 0; i < count; i += kLanes) {
      if (!has_near(d + i, limit_)) continue;
      for (std::size_t j = i; j < std::min(i + kLanes, count); ++j)
        if (d[j] <= limit_) found_.emplace_back(d[j], static_cast<std::uint32_t>(first + j));
      if (found_.size() >= 4 * k_ + 64) prune();
    }
  }

  const std::vector<std::pair<float, std::uint32_t>>& finish() {
    prune();
    return found_;
  }

 private:
  /// Leaves out what is farther than the k-th for sure.
  void prune() {
    if (found_.size() <= k_) return;
    const auto kth = found_.begin() + static_cast<std::ptrdiff_t>(k_ - 1);
    std::nth_element(found_.begin(), kth, found_.end());
    limit_ = static_cast<float>(kth->first * doubt_);
    std::erase_if(found_, [this](const auto& candidate) { return candidate.first > limit_; });
  }

  std::size_t k_;
  double doubt_;
  float limit_ = std::numeric_limits<float>::infinity();
  std::vector<std::pair<float, std::uint32_t>> found_;
};

double exact_distance(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t f = 0; f < a.size(); ++f) {
    const double apart = static_cast<double>(a[f]) - b[f];
    sum += apart * apart;
  }
  return sum;
}

}  // namespace

NearestRows::NearestRows(Matrix<float> rows) : rows_(std::move(rows)) {
  const std::size_t inputs = rows_.columns;
  const std::size_t count = (rows_.rows + kLanes - 1) / kLanes;
  panels_.assign(count * inputs * kLanes, std::numeric_limits<float>::infinity());
  for (std::size_t n = 0; n < rows_.rows; ++n)
    for (std::size_t f = 0; f < inputs; ++f)
      panels_[((n / kLanes) * inputs + f) * kLanes + n % kLanes] = rows_(n, f);
}

std::vector<Neighbour> NearestRows::find(const Matrix<float>& queries, std::size_t k) const {
  DLFLOW_REQUIRE(queries.columns == rows_.columns && k >= 1 && k <= rows_.rows,
                 "neighbours of other rows, or more than there are");
  const std::size_t inputs = rows_.columns, panels = panels_.size() / (inputs * kLanes);
  // Each of the sums is off by a share of 2^-24 for each of its terms, and the two compared both.
  const double doubt = 1 + 4 * static_cast<double>(inputs + 2) * 0x1p-24;
  std::vector<Neighbour> out;
  out.reserve(queries.rows * k);
  AlignedVector<float> block(kQueries * inputs), d(kQueries * kPanels * kLanes);
  for (std::size_t q0 = 0; q0 < queries.rows; q0 += kQueries) {
    const std::size_t used = std::min(kQueries, queries.rows - q0);
    std::fill(block.begin(), block.end(), 0.0F);
    std::copy_n(queries.values.data() + q0 * inputs, used * inputs, block.data());
    std::vector<Candidates> candidates(used, Candidates(k, doubt));
    for (std::size_t p0 = 0; p0 < panels; p0 += kPanels) {
      const std::size_t count = std::min(kPanels, panels - p0), first = p0 * kLanes;
      distances(panels_.data() + first * inputs, count, block.data(), inputs, d.data());
      for (std::size_t q = 0; q < used; ++q)
        candidates[q].look_through(d.data() + q * kPanels * kLanes, first,
                                   std::min(count * kLanes, rows_.rows - first));
    }
    for (std::size_t q = 0; q < used; ++q) {
      std::vector<Neighbour> near;
      for (const auto& [distance, row] : candidates[q].finish())
        near.push_back({exact_distance(queries.row(q0 + q), rows_.row(row)), row});
      const auto is_nearer = [](const Neighbour& a, const Neighbour& b) {
        return a.distance != b.distance ? a.distance < b.distance : a.row < b.row;
      };
      std::partial_sort(near.begin(), near.begin() + static_cast<std::ptrdiff_t>(k), near.end(),
                        is_nearer);
      out.insert(out.end(), near.begin(), near.begin() + static_cast<std::ptrdiff_t>(k));
    }
  }
  return out;
}

}  // namespace dlflow::models
