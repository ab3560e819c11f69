#include "core/train/batches.hpp"

#include <algorithm>

#include "core/samples/mixing.hpp"

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

MemorySource::MemorySource(const Input& x, const Truth& y, RandomKey key)
    : x_(x), y_(y), key_(key), scratch_(x.images ? 2 * x.images->block->values_per_image() : 0) {}

void MemorySource::gather(std::span<const std::uint32_t> ids, int epoch, const Batch& out) const {
  if (out.x) gather_table(ids, out);
  if (out.sequence) gather_sequences(ids, out);
  if (out.image) gather_images(ids, epoch, out);
  const std::size_t n = ids.size();
  if (out.labels)
    for (std::size_t i = 0; i < n; ++i) out.labels[i] = y_.labels[ids[i]];
  if (out.values)
    for (std::size_t i = 0; i < n; ++i) out.values[i] = y_.values[ids[i]];
  if (out.weights)
    for (std::size_t i = 0; i < n; ++i) out.weights[i] = y_.weights[ids[i]];
  if (epoch > 0 && mixes()) mix_images(ids, epoch, out);
}

void MemorySource::gather_table(std::span<const std::uint32_t> ids, const Batch& out) const {
  const std::size_t n = ids.size(), floats = x_.dense ? x_.dense->columns : 0;
  if (x_.sparse) {
    const Matrix<float> none;
    for (std::size_t i = 0; i < n; ++i)
      x_.sparse->write_behind(x_.dense ? *x_.dense : none, ids[i], 0,
                              {out.x + i * out.stride, x_.floats()});
  } else if (floats > 0) {
    for (std::size_t i = 0; i < n; ++i)
      std::copy_n(x_.dense->values.data() + ids[i] * floats, floats, out.x + i * out.stride);
  }
  for (std::size_t c = 0; c < x_.codes.size(); ++c)
    for (std::size_t i = 0; i < n; ++i) out.codes[c * out.rows + i] = x_.codes[c][ids[i]];
}

void MemorySource::gather_sequences(std::span<const std::uint32_t> ids, const Batch& out) const {
  const samples::Sequences& sequences = *x_.sequences;
  const std::size_t size = out.step_count * sequences.channels();
  // Padding in front cannot be told from real steps by a length: then all steps count as real.
  const bool is_masked = sequences.padding == samples::Side::end;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::size_t real =
        samples::write_sequence(sequences, ids[i], {out.sequence + i * size, size});
    out.steps[i] = static_cast<std::int32_t>(is_masked ? real : out.step_count);
  }
}

void MemorySource::gather_images(std::span<const std::uint32_t> ids, int epoch,
                                 const Batch& out) const {
  const samples::Images& images = *x_.images;
  const std::size_t size = images.block->values_per_image();
  const bool is_augmented = epoch > 0 && !images.augmentation.is_none();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::span<float> to(out.image + i * size, size);
    if (is_augmented)
      samples::write_augmented(images, ids[i], key_, static_cast<std::uint64_t>(epoch), to,
                               scratch_);
    else
      samples::write_image(images, ids[i], to);
  }
}

/// Each image with one of the same batch, which is augmented anew.
void MemorySource::mix_images(std::span<const std::uint32_t> ids, int epoch,
                              const Batch& out) const {
  const samples::Images& images = *x_.images;
  const std::size_t size = images.block->values_per_image();
  const std::span<float> other = std::span(scratch_).first(size), rest(other.data() + size, size);
  const auto time = static_cast<std::uint64_t>(epoch);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    RandomStream random(key_.with("mix").with(time).with(ids[i]));
    const std::uint32_t partner = ids[random.below(ids.size())];
    samples::write_augmented(images, partner, key_, time, other, rest);
    const double share = samples::mix(images.augmentation, random, images.size_of_one(), other,
                                      {out.image + i * size, size});
    if (out.shares) out.shares[i] = static_cast<float>(share);
    if (out.second_labels) out.second_labels[i] = y_.labels[partner];
    if (out.second_values) out.second_values[i] = y_.values[partner];
  }
}

}  // namespace dlflow::train
