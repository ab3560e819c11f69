#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace dlflow::samples {

/// Sequences of differing length with the same channels. A missing value is NaN. Step t of
/// sequence n is values[(offsets[n] + t) * channels ...]. Made once, then shared and never changed.
struct SequenceBlock {
  std::size_t channels = 1;
  std::vector<std::size_t> offsets = {0};  ///< in steps; one more than there are sequences
  std::vector<float> values;

  std::size_t size() const { return offsets.size() - 1; }
  std::size_t length(std::size_t n) const { return offsets[n + 1] - offsets[n]; }
  std::span<const float> sequence(std::size_t n) const {
    return {values.data() + offsets[n] * channels, length(n) * channels};
  }
};

enum class Side { start, end };
std::span<const std::string_view> names_of(Side);

/// Some sequences of a block, in some order, as a model sees them:
///
///   value = raw * scale[channel] + shift[channel],   missing values become 0
struct Sequences {
  std::shared_ptr<const SequenceBlock> block;  ///< null: there are no sequences
  std::vector<std::uint32_t> rows;             ///< sequence n is sequence rows[n] of the block
  std::vector<float> scale, shift;             ///< C of each
  std::size_t codes = 0;     ///< values are whole numbers in [0, codes), of words; 0: they measure
  std::size_t steps = 0;     ///< T, what every sequence is cut or padded to; 0: not said
  Side cut = Side::end;      ///< where a longer one loses steps
  Side padding = Side::end;  ///< where a shorter one gains steps

  std::size_t size() const { return rows.size(); }
  bool is_empty() const { return block == nullptr; }
  std::size_t channels() const { return block ? block->channels : 0; }
  /// Steps of sequence n that are no padding.
  std::size_t length(std::size_t n) const;
};

/// All sequences of a block as they are.
Sequences all_sequences(std::shared_ptr<const SequenceBlock> block);

/// The longest of the sequences, in steps; 0 when there is none.
std::size_t longest(const Sequences& sequences);

/// Writes sequence n into `steps` x channels values, where `steps` follows from the size of `out`:
/// cut and padded (with zeros) as the sequences say. Returns its steps that are no padding.
std::size_t write_sequence(const Sequences& sequences, std::size_t n, std::span<float> out);

}  // namespace dlflow::samples
