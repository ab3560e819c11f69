#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/data/reader.hpp"
#include "pipeline/data/readers/raw_input.hpp"

namespace dlflow::data {

/// What one element of an array file is. `boolean` is a byte.
enum class Element { boolean, u8, i8, u16, i16, u32, i32, u64, i64, f16, f32, f64 };
std::size_t bytes_of(Element element);

/// What the header of an array file says of the elements behind it.
struct ArrayHeader {
  Element element = Element::u8;
  bool is_big_endian = false;
  bool is_column_major = false;
  std::vector<std::uint64_t> shape;  ///< the first is the number of rows
};

/// A file of one array that is being read, with the place reached, for messages.
class ArrayInput {
 public:
  explicit ArrayInput(const std::filesystem::path& file);

  /// Fills all bytes. Throws UserError (data): the file ends at byte N, within `what`.
  void read(char* out, std::size_t size, const std::string& what);
  /// Throws UserError (data): "FILE: byte 2: MESSAGE".
  [[noreturn]] void refuse(std::uint64_t offset, const std::string& message,
                           const std::string& hint = "") const;
  std::uint64_t offset() const { return offset_; }

  /// The elements behind the header as columns, by the number of axes: (N) a column of numbers,
  /// (N, F) F of them, (N, H, W) and (N, H, W, C) images; (N, T) and (N, T, C) a series where the
  /// settings name a column of that kind. Checks the sizes against the file before anything is
  /// allocated. Throws UserError (data).
  ReadResult columns(const ArrayHeader& header, const ColumnSettings& settings);

 private:
  void check_size(const ArrayHeader& header, std::uint64_t elements) const;

  std::string name_;
  bool is_zipped_;
  std::uint64_t file_size_;
  RawInput input_;
  std::uint64_t offset_ = 0;  ///< of the next byte, unzipped
};

}  // namespace dlflow::data
