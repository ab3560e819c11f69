#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/samples/images.hpp"
#include "core/samples/sequences.hpp"
#include "core/tensor/aligned.hpp"

namespace dlflow::data {

/// What a column means. `binary` and `category` are stored as codes into a list of labels,
/// `number` as doubles, `image` and `series` as blocks, the rest as text.
enum class ColumnKind { number, binary, category, ordinal, text, date, image, series, id, ignore };
std::span<const std::string_view> names_of(ColumnKind);

/// A growing array in chunks of 64 Ki values: it grows without copying or doubling, so reading a
/// file peaks near the size of what is kept.
template <class T>
class Chunked {
 public:
  static constexpr std::size_t kChunk = std::size_t{1} << 16;

  std::size_t size() const { return size_; }
  T operator[](std::size_t i) const { return chunks_[i / kChunk][i % kChunk]; }
  T& operator[](std::size_t i) { return chunks_[i / kChunk][i % kChunk]; }
  void push_back(T value) {
    if (size_ % kChunk == 0) chunks_.push_back(aligned_array<T>(kChunk));
    chunks_.back()[size_++ % kChunk] = value;
  }
  void append(std::span<const T> values) {
    while (!values.empty()) {
      if (size_ % kChunk == 0) chunks_.push_back(aligned_array<T>(kChunk));
      const std::size_t count = std::min(values.size(), kChunk - size_ % kChunk);
      std::copy_n(values.begin(), count, chunks_.back().get() + size_ % kChunk);
      size_ += count;
      values = values.subspan(count);
    }
  }
  /// The values of chunk `c`; all but the last hold kChunk.
  std::span<const T> chunk(std::size_t c) const {
    return {chunks_[c].get(), c + 1 < chunks_.size() ? kChunk : size_ - c * kChunk};
  }
  std::size_t chunk_count() const { return chunks_.size(); }

 private:
  std::vector<AlignedArray<T>> chunks_;
  std::size_t size_ = 0;
};

/// One typed column of a table. A missing value is NaN, code -1 or a missing text.
class Column {
 public:
  std::string name;
  ColumnKind kind = ColumnKind::number;
  std::string reason;               ///< why the kind was inferred, or "given in the configuration"
  std::string remedy;               ///< what would make more of a column that is left out, if known
  bool holds_odd_dates = false;     ///< dates, of which one is none or the order is not clear
  std::vector<std::string> labels;  ///< of codes; sorted by value if all are numbers, else by text
  Chunked<double> numbers;          ///< of kind number
  Chunked<std::int32_t> codes;      ///< of kinds binary, category, ordinal
  std::vector<std::string> texts;   ///< of kinds text, date, id, ignore; empty where missing
  std::shared_ptr<const samples::ImageBlock> images;     ///< of kind image; none is missing
  std::shared_ptr<const samples::SequenceBlock> series;  ///< of kind series; missing where empty

  bool is_number() const { return kind == ColumnKind::number; }
  bool is_coded() const {
    return kind == ColumnKind::binary || kind == ColumnKind::category ||
           kind == ColumnKind::ordinal;
  }
  bool is_text() const { return kind == ColumnKind::text; }
  bool is_image() const { return kind == ColumnKind::image; }
  bool is_series() const { return kind == ColumnKind::series; }
  std::size_t size() const;
  bool is_missing(std::size_t row) const;
  /// The value as text, for messages and results; "" where missing.
  std::string text(std::size_t row) const;
};

}  // namespace dlflow::data
