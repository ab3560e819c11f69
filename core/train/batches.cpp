#include "core/train/batches.hpp"

#include <algorithm>

namespace dlflow::train {

Batch batch_of(const nn::Network& network, nn::Workspace<float>& workspace) {
  Batch batch;
  batch.x = workspace.table();
  batch.stride = network.embeddings().width();
  batch.codes = workspace.codes();
  batch.sequence = workspace.sequence();
  if (batch.sequence) {
    batch.step_count = network.inputs().sequence[0];
    batch.steps = workspace.steps();
  }
  batch.image = workspace.image();
  batch.rows = workspace.rows();
  return batch;
}

void MemorySource::gather(std::span<const std::uint32_t> ids, int, const Batch& out) const {
  if (out.x) gather_table(ids, out);
  if (out.sequence) gather_sequences(ids, out);
  if (out.image) gather_images(ids, out);
  const std::size_t n = ids.size();
  if (out.labels)
    for (std::size_t i = 0; i < n; ++i) out.labels[i] = y_.labels[ids[i]];
  if (out.values)
    for (std::size_t i = 0; i < n; ++i) out.values[i] = y_.values[ids[i]];
  if (out.weights)
    for (std::size_t i = 0; i < n; ++i) out.weights[i] = y_.weights[ids[i]];
}

void MemorySource::gather_table(std::span<const std::uint32_t> ids, const Batch& out) const {
  const std::size_t n = ids.size(), floats = x_.dense ? x_.dense->columns : 0;
  if (floats > 0)
    for (std::size_t i = 0; i < n; ++i)
      std::copy_n(x_.dense->values.data() + ids[i] * floats, floats, out.x + i * out.stride);
  for (std::size_t c = 0; c < x_.codes.size(); ++c)
    for (std::size_t i = 0; i < n; ++i) out.codes[c * out.rows + i] = x_.codes[c][ids[i]];
}

void MemorySource::gather_sequences(std::span<const std::uint32_t> ids, const Batch& out) const {
  const SequenceInput& s = x_.sequences;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::size_t begin = s.offsets[ids[i]];
    const std::size_t steps = std::min(s.offsets[ids[i] + 1] - begin, out.step_count);
    float* row = out.sequence + i * out.step_count * s.channels;
    std::copy_n(s.values.data() + begin * s.channels, steps * s.channels, row);
    std::fill_n(row + steps * s.channels, (out.step_count - steps) * s.channels, 0.0F);
    out.steps[i] = static_cast<std::int32_t>(steps);
  }
}

void MemorySource::gather_images(std::span<const std::uint32_t> ids, const Batch& out) const {
  const ImageInput& images = x_.images;
  const std::size_t channels = images.channels, pixels = images.height * images.width;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::size_t image = images.index.empty() ? ids[i] : images.index[ids[i]];
    const std::uint8_t* from = images.pixels.data() + image * pixels * channels;
    float* to = out.image + i * pixels * channels;
    if (channels == 1) {
      const float scale = images.scale[0], shift = images.shift[0];
      for (std::size_t p = 0; p < pixels; ++p) to[p] = scale * static_cast<float>(from[p]) + shift;
      continue;
    }
    for (std::size_t p = 0; p < pixels; ++p)
      for (std::size_t c = 0; c < channels; ++c, ++from, ++to)
        *to = images.scale[c] * static_cast<float>(*from) + images.shift[c];
  }
}

}  // namespace dlflow::train
