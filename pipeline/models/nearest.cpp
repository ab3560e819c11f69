#include "pipeline/models/nearest.hpp"

#include <algorithm>
#include <limits>

#include "core/base/error.hpp"
#include "core/kernels/dispatch.hpp"
#include "pipeline/models/nearest_candidates.hpp"

namespace dlflow::models {
namespace {

using samples::SparseRows;

/// Columns of a panel that are read while they are near the processor.
constexpr std::size_t kColumns = 128;
/// Groups of queries that a panel is read for.
constexpr std::size_t kGroups = 16;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// The rows of what is given, turned: for each column the rows that have a value in it, ascending.
SparseRows turned(const SparseRows& from) {
  const std::size_t rows = from.offsets.size() - 1;
  SparseRows out;
  out.columns = rows;
  out.offsets.assign(from.columns + 1, 0);
  for (const std::uint32_t column : from.column) ++out.offsets[column + 1];
  for (std::size_t s = 0; s < from.columns; ++s) out.offsets[s + 1] += out.offsets[s];
  out.column.resize(from.column.size());
  out.values.resize(from.values.size());
  std::vector<std::size_t> next(out.offsets.begin(), out.offsets.end() - 1);
  for (std::size_t n = 0; n < rows; ++n)
    from.for_each(n, [&](std::uint32_t column, float value) {
      const std::size_t at = next[column]++;
      out.column[at] = static_cast<std::uint32_t>(n);
      out.values[at] = value;
    });
  return out;
}

double squares_of(const SparseRows& rows, std::size_t n) {
  double sum = 0;
  rows.for_each(n, [&](std::uint32_t, float value) { sum += double{value} * double{value}; });
  return sum;
}

/// d (count) += what is above 0 of apart (count)
DLFLOW_CLONES void add_positive(const double* apart, std::size_t count, float* d) {
  for (std::size_t n = 0; n < count; ++n) d[n] += static_cast<float>(apart[n] > 0 ? apart[n] : 0);
}

/// `sum` and the squared differences of two sparse rows, column by column.
double add_apart(const SparseRows& a, std::size_t n, const SparseRows& b, std::size_t m,
                 double sum) {
  std::size_t i = a.offsets[n], j = b.offsets[m];
  const std::size_t a_end = a.offsets[n + 1], b_end = b.offsets[m + 1];
  while (i < a_end || j < b_end) {
    const bool takes_a = j == b_end || (i < a_end && a.column[i] <= b.column[j]);
    const bool takes_b = i == a_end || (j < b_end && b.column[j] <= a.column[i]);
    const double apart =
        (takes_a ? double{a.values[i]} : 0.0) - (takes_b ? double{b.values[j]} : 0.0);
    sum += apart * apart;
    i += takes_a ? 1 : 0;
    j += takes_b ? 1 : 0;
  }
  return sum;
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

/// The work of one call of find, a block of queries at a time.
class NearestSearch {
 public:
  NearestSearch(const NearestRows& rows, const Matrix<float>& dense, const SparseRows& sparse,
                std::size_t k)
      : rows_(rows), dense_(dense), sparse_(sparse), k_(k), inputs_(rows.inputs_) {}

  /// Queries of a block: many, so that the panels are read for many; few where each has a sum for
  /// every sparse row.
  std::size_t together() const { return (has_sparse() ? 1 : kGroups) * kQueries; }

  /// Appends the neighbours of `used` queries from q0 on.
  void find(std::size_t q0, std::size_t used, std::vector<Neighbour>& out) {
    begin_block(q0, used);
    const std::size_t panels = (rows_.rows_ + kLanes - 1) / kLanes;
    for (std::size_t p0 = 0; p0 < panels; p0 += kPanels) {
      const std::size_t count = std::min(kPanels, panels - p0);
      measure(p0, count, used);
      for (std::size_t q = 0; q < used; ++q)
        candidates_[q].look_through(distances(q), p0 * kLanes, count * kLanes);
    }
    for (std::size_t q = 0; q < used; ++q) {
      near_.clear();
      judge(q0 + q, candidates_[q].finish(rows_.rows_));
      DLFLOW_REQUIRE(near_.size() >= k_, "neighbours of what is no number");
      sort_nearest(near_, k_);
      out.insert(out.end(), near_.begin(), near_.begin() + static_cast<std::ptrdiff_t>(k_));
    }
  }

 private:
  bool has_sparse() const { return rows_.sparse_.columns > 0; }
  float* distances(std::size_t q) { return d_.data() + q * kPanels * kLanes; }

  void begin_block(std::size_t q0, std::size_t used) {
    const std::size_t filled = (used + kQueries - 1) / kQueries * kQueries;
    queries_.assign(filled * inputs_, 0.0F);
    std::copy_n(dense_.values.data() + q0 * inputs_, used * inputs_, queries_.data());
    d_.resize(filled * kPanels * kLanes);
    candidates_.clear();
    // Sums of blocks of columns, and the sum of these; the sparse part is one more.
    const std::size_t additions =
        std::min(inputs_, kColumns) + inputs_ / kColumns + (has_sparse() ? 2 : 0);
    for (std::size_t q = 0; q < used; ++q)
      candidates_.emplace_back(k_,
                               Doubt{static_cast<double>(additions), static_cast<double>(inputs_),
                                     has_sparse() ? begin_sparse(q0 + q, q) : 0});
  }

  /// Squared distances over the sparse columns, to all rows; returns what they may be off by.
  double begin_sparse(std::size_t query, std::size_t q) {
    std::vector<double>& apart = apart_[q];
    const double own = squares_of(sparse_, query);
    double most = 0;
    apart.resize(rows_.rows_);
    for (std::size_t n = 0; n < apart.size(); ++n) {
      apart[n] = own + rows_.squares_[n];
      most = std::max(most, apart[n]);
    }
    sparse_.for_each(query, [&](std::uint32_t column, float value) {
      const double twice = 2 * double{value};
      rows_.by_column_.for_each(
          column, [&](std::uint32_t n, float other) { apart[n] -= twice * double{other}; });
    });
    const std::size_t filled = sparse_.offsets[query + 1] - sparse_.offsets[query];
    return static_cast<double>(3 * filled + rows_.most_filled_ + 8) * 0x1p-51 * most;
  }

  /// Distances of all queries to `count` panels from p0 on.
  void measure(std::size_t p0, std::size_t count, std::size_t used) {
    if (inputs_ > 0)
      measure_dense(p0, count, used);
    else
      std::ranges::fill(d_, 0.0F);
    if (!has_sparse()) return;
    const std::size_t first = p0 * kLanes, real = std::min(count * kLanes, rows_.rows_ - first);
    for (std::size_t q = 0; q < used; ++q) {
      add_positive(apart_[q].data() + first, real, distances(q));
      std::fill(distances(q) + real, distances(q) + count * kLanes, kInfinity);
    }
  }

  void measure_dense(std::size_t p0, std::size_t count, std::size_t used) {
    for (std::size_t f0 = 0; f0 < inputs_; f0 += kColumns) {
      const std::size_t width = std::min(kColumns, inputs_ - f0);
      const std::size_t step = std::max<std::size_t>(1, 2 * kColumns / width);
      for (std::size_t p = 0; p < count; p += step)
        for (std::size_t q = 0; q < used; q += kQueries)
          add_panel_distances({rows_.panels_.data() + ((p0 + p) * inputs_ + f0) * kLanes,
                               inputs_ * kLanes, std::min(step, count - p),
                               queries_.data() + q * inputs_ + f0, inputs_, width,
                               distances(q) + p * kLanes, kPanels * kLanes, f0 == 0});
    }
  }

  /// Appends the distances in double, each summed column by column, to the rows of candidates.
  void judge(std::size_t query, std::span<const Candidate> candidates) {
    // Sums side by side, as each waits for its last addition.
    constexpr std::size_t kSums = 8;
    for (std::size_t i = 0; i < candidates.size(); i += kSums) {
      const float* at[kSums];
      double sum[kSums] = {};
      for (std::size_t j = 0; j < kSums; ++j) {
        const std::size_t n = row_of(candidates[std::min(i + j, candidates.size() - 1)]);
        at[j] = rows_.panels_.data() + n / kLanes * inputs_ * kLanes + n % kLanes;
      }
      for (std::size_t f = 0; f < inputs_; ++f)
        for (std::size_t j = 0; j < kSums; ++j) {
          const double apart = static_cast<double>(dense_(query, f)) - at[j][f * kLanes];
          sum[j] += apart * apart;
        }
      for (std::size_t j = 0; j < std::min(kSums, candidates.size() - i); ++j) {
        const std::uint32_t n = row_of(candidates[i + j]);
        if (has_sparse()) sum[j] = add_apart(sparse_, query, rows_.sparse_, n, sum[j]);
        near_.push_back({sum[j], n});
      }
    }
  }

  const NearestRows& rows_;
  const Matrix<float>& dense_;
  const SparseRows& sparse_;
  std::size_t k_, inputs_;
  AlignedVector<float> queries_, d_;
  std::vector<double> apart_[kQueries];
  std::vector<Candidates> candidates_;
  std::vector<Neighbour> near_;
};

NearestRows::NearestRows(const Matrix<float>& dense, SparseRows sparse)
    : rows_(sparse.columns > 0 ? sparse.offsets.size() - 1 : dense.rows),
      inputs_(dense.columns),
      sparse_(std::move(sparse)) {
  const std::size_t panel = inputs_ * kLanes;
  panels_.assign((rows_ + kLanes - 1) / kLanes * panel, 0.0F);
  if (!panels_.empty())
    std::fill_n(panels_.end() - static_cast<std::ptrdiff_t>(panel), panel, kInfinity);
  for (std::size_t n = 0; n < rows_ && inputs_ > 0; ++n) {
    const float* from = dense.row(n).data();
    float* to = panels_.data() + n / kLanes * panel + n % kLanes;
    for (std::size_t f = 0; f < inputs_; ++f) to[f * kLanes] = from[f];
  }
  if (sparse_.columns == 0) return;
  by_column_ = turned(sparse_);
  for (std::size_t n = 0; n < rows_; ++n) {
    squares_.push_back(squares_of(sparse_, n));
    most_filled_ = std::max(most_filled_, sparse_.offsets[n + 1] - sparse_.offsets[n]);
  }
}

Matrix<float> NearestRows::dense() const {
  Matrix<float> out(rows_, inputs_);
  for (std::size_t n = 0; n < rows_; ++n)
    for (std::size_t f = 0; f < inputs_; ++f)
      out(n, f) = panels_[(n / kLanes * inputs_ + f) * kLanes + n % kLanes];
  return out;
}

std::vector<Neighbour> NearestRows::find(const Matrix<float>& dense, const SparseRows& sparse,
                                         std::size_t begin, std::size_t end, std::size_t k) const {
  DLFLOW_REQUIRE(
      dense.columns == inputs_ && sparse.columns == sparse_.columns && k >= 1 && k <= rows_,
      "neighbours of other rows, or more than there are");
  NearestSearch search(*this, dense, sparse, k);
  std::vector<Neighbour> out;
  out.reserve((end - begin) * k);
  for (std::size_t q = begin; q < end; q += search.together())
    search.find(q, std::min(search.together(), end - q), out);
  return out;
}

}  // namespace dlflow::models
