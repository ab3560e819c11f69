#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "core/base/random.hpp"
#include "pipeline/data/features.hpp"

/// Cuts inside one fit, of its training rows: to choose a penalty, to stop in time, to calibrate.
///
/// They keep to the ties of the rows. Over time a fold learns from what comes before the rows that
/// it judges, and from nothing within the gap; rows of one time stay together, and groups may be
/// parted, as the folds part them. Without times, whole groups are judged; rows that repeat one
/// another are a group of their own. A row made between two others is judged by no fold, and learnt
/// from where both are. Ties that allow no cut (one group, one time, a gap as long as the rows) do
/// not bind.
namespace dlflow::data {

/// Folds of N rows by number; a row may be judged by none.
class InnerFolds {
 public:
  InnerFolds() = default;
  /// Each row is judged by the fold of that number; all others learn from it.
  InnerFolds(std::vector<std::int32_t> judged_by, std::size_t count)
      : judged_by_(std::move(judged_by)), count_(count) {}

  std::size_t count() const { return count_; }
  bool is_over_time() const { return !places_.empty(); }
  bool judges(std::size_t fold, std::size_t row) const {
    return judged_by_[row] == static_cast<std::int32_t>(fold);
  }
  bool learns_from(std::size_t fold, std::size_t row) const;

 private:
  friend class TiedRows;
  std::vector<std::int32_t> judged_by_;  ///< (N); -1: no fold
  std::size_t count_ = 0;
  std::vector<std::size_t> places_;  ///< over time: of each row in their order; else empty
  std::vector<std::size_t> ends_;    ///< over time: the place where a fold stops learning
  std::vector<Parents> mixed_;       ///< of the last rows
};

/// As many folds as wanted, or as the ties allow: of whole groups, each with its share of the
/// classes; over time forward ones, where the first of one more block is judged by none. Where
/// nothing binds the rows, `by_row` gives the fold of each. The key draws among groups of one size.
InnerFolds inner_folds(const Target& y, std::size_t wanted, RandomKey key,
                       const std::function<std::vector<std::int32_t>()>& by_row);

/// One fold that judges about a share of the rows: whole groups, of each class in proportion; over
/// time the last rows. None where nothing binds the rows.
std::optional<InnerFolds> inner_hold_out(const Target& y, double share, RandomKey key);

/// The part of each row, where every row is in one of `wanted` parts or fewer: whole groups, or
/// over time blocks of rows in their order. None where nothing binds the rows.
std::optional<std::vector<std::int32_t>> inner_parts(const Target& y, std::size_t wanted,
                                                     RandomKey key);

}  // namespace dlflow::data
