#include "core/samples/sequences.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"

namespace dlflow::samples {

std::span<const std::string_view> names_of(Side) {
  static constexpr std::array<std::string_view, 2> kNames = {"start", "end"};
  return kNames;
}

std::size_t Sequences::length(std::size_t n) const {
  const std::size_t length = block->length(rows[n]);
  return steps > 0 ? std::min(length, steps) : length;
}

Sequences all_sequences(std::shared_ptr<const SequenceBlock> block) {
  Sequences sequences;
  sequences.rows.resize(block->size());
  std::iota(sequences.rows.begin(), sequences.rows.end(), 0u);
  sequences.scale.assign(block->channels, 1);
  sequences.shift.assign(block->channels, 0);
  sequences.block = std::move(block);
  return sequences;
}

std::size_t longest(const Sequences& sequences) {
  std::size_t most = 0;
  for (std::size_t n = 0; n < sequences.size(); ++n) most = std::max(most, sequences.length(n));
  return most;
}

std::size_t write_sequence(const Sequences& s, std::size_t n, std::span<float> out) {
  const std::size_t channels = s.channels();
  DLFLOW_REQUIRE(out.size() % channels == 0, "a sequence of another number of channels");
  const std::size_t steps = out.size() / channels, all = s.block->length(s.rows[n]);
  const std::size_t kept = std::min(all, steps);
  const float* from = s.block->sequence(s.rows[n]).data();
  if (s.cut == Side::start) from += (all - kept) * channels;
  const std::size_t before = s.padding == Side::start ? steps - kept : 0;
  std::fill(out.begin(), out.end(), 0.0f);
  float* to = out.data() + before * channels;
  for (std::size_t t = 0; t < kept; ++t)
    for (std::size_t c = 0; c < channels; ++c, ++from, ++to)
      if (!std::isnan(*from)) *to = *from * s.scale[c] + s.shift[c];
  return kept;
}

}  // namespace dlflow::samples
