#include "core/train/batches.hpp"

#include <algorithm>

namespace dlflow::train {

void TableSource::gather(std::span<const std::uint32_t> ids, int, const Batch& out) const {
  const std::size_t n = ids.size(), floats = x_.dense ? x_.dense->columns : 0;
  if (floats > 0)
    for (std::size_t i = 0; i < n; ++i)
      std::copy_n(x_.dense->values.data() + ids[i] * floats, floats, out.x + i * out.stride);
  for (std::size_t c = 0; c < x_.codes.size(); ++c)
    for (std::size_t i = 0; i < n; ++i) out.codes[c * out.rows + i] = x_.codes[c][ids[i]];
  if (out.labels)
    for (std::size_t i = 0; i < n; ++i) out.labels[i] = y_.labels[ids[i]];
  if (out.values)
    for (std::size_t i = 0; i < n; ++i) out.values[i] = y_.values[ids[i]];
  if (out.weights)
    for (std::size_t i = 0; i < n; ++i) out.weights[i] = y_.weights[ids[i]];
}

}  // namespace dlflow::train
