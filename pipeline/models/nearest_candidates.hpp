#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "pipeline/models/panel_distances.hpp"

namespace dlflow::models {

/// Rows whose distances are made before they are looked through, in panels.
inline constexpr std::size_t kPanels = 32;

/// A row and its distance in one number, so that they are in order as the distances are.
using Candidate = std::uint64_t;
inline std::uint32_t row_of(Candidate candidate) { return static_cast<std::uint32_t>(candidate); }

/// How far a distance in float may be from the exact one.
struct Doubt {
  double additions = 0;  ///< each off by a share of 2^-24 of the sum
  double terms = 0;      ///< each may lose a number that is no normal float
  double absolute = 0;   ///< whatever the distance
};

/// The rows that may be among the k nearest of one query, as far as float can tell.
class Candidates {
 public:
  Candidates(std::size_t k, const Doubt& doubt) : k_(k), doubt_(doubt), most_(2 * k + kSlack) {}

  /// d (count): distances to whole panels, kPanels at most, from row `first` on.
  void look_through(const float* d, std::size_t first, std::size_t count);
  /// The candidates among rows 0 to `rows`; what fills up the last panel is left out.
  std::span<const Candidate> finish(std::size_t rows);

 private:
  static constexpr std::size_t kSlack = 16;

  void guess_limit(const float* d, std::size_t count);
  float widened(float distance) const;
  void prune();

  std::size_t k_;
  Doubt doubt_;
  std::size_t most_;  ///< so many are pruned
  float limit_ = std::numeric_limits<float>::infinity();
  std::vector<Candidate> found_;
  std::size_t size_ = 0;  ///< of found_ in use
};

}  // namespace dlflow::models
