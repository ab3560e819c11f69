#include <fmt/format.h>

#include <array>
#include <map>

#include "pipeline/data/readers/array_columns.hpp"
#include "pipeline/data/readers/readers.hpp"

/// IDX: two zero bytes, the type of an element, the number of axes, each axis in four bytes, then
/// the elements, all big-endian. Source: Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database.
namespace dlflow::data {
namespace {

const std::map<unsigned, Element>& types() {
  static const std::map<unsigned, Element> kTypes = {{0x08, Element::u8},  {0x09, Element::i8},
                                                     {0x0B, Element::i16}, {0x0C, Element::i32},
                                                     {0x0D, Element::f32}, {0x0E, Element::f64}};
  return kTypes;
}

ReadResult read_idx(const std::filesystem::path& file, const DataOptions&,
                    const ColumnSettings& settings, int) {
  ArrayInput input(file);
  std::array<unsigned char, 4> magic{};
  input.read(reinterpret_cast<char*>(magic.data()), magic.size(), "the first four bytes");
  if (magic[0] != 0 || magic[1] != 0)
    input.refuse(0,
                 fmt::format("an IDX file begins with two zero bytes, got {:#04x} {:#04x}",
                             magic[0], magic[1]),
                 "is the file of another format?");
  const auto type = types().find(magic[2]);
  if (type == types().end())
    input.refuse(
        2, fmt::format("expected a type of IDX (0x08, 0x09, 0x0b to 0x0e), got {:#04x}", magic[2]));
  ArrayHeader header;
  header.element = type->second;
  header.is_big_endian = true;
  for (unsigned axis = 0; axis < magic[3]; ++axis) {
    std::array<unsigned char, 4> size{};
    input.read(reinterpret_cast<char*>(size.data()), size.size(), "the sizes of the axes");
    header.shape.push_back(std::uint64_t{size[0]} << 24 | std::uint64_t{size[1]} << 16 |
                           std::uint64_t{size[2]} << 8 | size[3]);
  }
  return input.columns(header, settings);
}

}  // namespace

const ReaderKind& idx_reader() {
  static const ReaderKind kind{Format::idx, {".idx", "-ubyte"}, read_idx};
  return kind;
}

}  // namespace dlflow::data
