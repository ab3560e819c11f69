#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/random.hpp"

namespace dlflow::train {

/// The rows of a fit, cut in two; both parts ascending.
struct Holdout {
  std::vector<std::uint32_t> training, validation;
};

/// Draws round(share * rows) rows for validation, of each class in proportion; empty labels are
/// one class. Both parts hold at least one row.
/// Throws UserError (data) when there are fewer than two rows.
Holdout hold_out(std::size_t rows, std::span<const std::int32_t> labels, double share,
                 RandomKey key);

}  // namespace dlflow::train
