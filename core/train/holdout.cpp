#include "core/train/holdout.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"

namespace dlflow::train {

Holdout hold_out(std::size_t rows, std::span<const std::int32_t> labels, double share,
                 RandomKey key) {
  if (rows < 2)
    throw UserError(ExitCode::data, "early stopping needs at least 2 training rows",
                    "leave 'early_stopping' out");
  std::vector<std::uint32_t> order(rows);
  std::iota(order.begin(), order.end(), 0U);
  RandomStream(key).shuffle(std::span(order));
  // By class, in random order within it: every wanted-th row of this order is then a sample in
  // which each class has its share, off by less than one row.
  if (!labels.empty())
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return labels[a] < labels[b]; });
  const auto drawn = static_cast<std::size_t>(std::llround(share * static_cast<double>(rows)));
  const std::size_t wanted = std::clamp<std::size_t>(drawn, 1, rows - 1);

  Holdout parts;
  for (std::size_t i = 0; i < rows; ++i) {
    const bool is_held = (i + 1) * wanted / rows > i * wanted / rows;
    (is_held ? parts.validation : parts.training).push_back(order[i]);
  }
  std::sort(parts.training.begin(), parts.training.end());
  std::sort(parts.validation.begin(), parts.validation.end());
  return parts;
}

}  // namespace dlflow::train
