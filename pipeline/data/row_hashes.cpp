#include "pipeline/data/row_hashes.hpp"

#include <bit>
#include <cmath>
#include <string_view>

#include "core/base/text.hpp"

namespace dlflow::data {
namespace {

constexpr std::uint64_t kMissing = ~std::uint64_t{0};

/// Each bit depends on all. Source: the finalizer of MurmurHash3 (Appleby).
std::uint64_t mixed(std::uint64_t bits) {
  bits = (bits ^ bits >> 33) * 0xFF51AFD7ED558CCDULL;
  bits = (bits ^ bits >> 33) * 0xC4CEB9FE1A85EC53ULL;
  return bits ^ bits >> 33;
}

std::uint64_t hash_of_bytes(const void* bytes, std::size_t size) {
  return std::hash<std::string_view>()({static_cast<const char*>(bytes), size});
}

std::uint64_t hash_of_text(std::string_view text) {
  if (text.empty()) return kMissing;
  if (const auto number = parse_number(text)) return bits_of(*number);
  return hash_of_bytes(text.data(), text.size());
}

std::uint64_t hash_of_image(const samples::ImageBlock& block, RowIndex row) {
  const std::size_t size = block.values_per_image();
  return block.has_bytes() ? hash_of_bytes(block.bytes.data() + row * size, size)
                           : hash_of_bytes(block.floats.data() + row * size, size * sizeof(float));
}

/// Hashes the values of one column.
class ColumnHash {
 public:
  explicit ColumnHash(const Column& column) : column_(column) {
    for (const std::string& label : column.labels) labels_.push_back(hash_of_text(label));
  }

  std::uint64_t operator()(RowIndex row) const {
    if (column_.is_number()) return bits_of(column_.numbers[row]);
    if (column_.is_coded()) {
      const std::int32_t code = column_.codes[row];
      return code < 0 ? kMissing : labels_[static_cast<std::size_t>(code)];
    }
    if (column_.is_image()) return hash_of_image(*column_.images, row);
    if (!column_.is_series()) return hash_of_text(column_.texts[row]);
    const std::span<const float> values = column_.series->sequence(row);
    return hash_of_bytes(values.data(), values.size_bytes());
  }

 private:
  const Column& column_;
  std::vector<std::uint64_t> labels_;
};

}  // namespace

std::uint64_t bits_of(double x) {
  return std::isnan(x) ? kMissing : std::bit_cast<std::uint64_t>(x == 0 ? 0.0 : x);
}

std::vector<std::uint64_t> row_hashes(const Rows& rows, std::string_view left_out) {
  std::vector<std::uint64_t> hashes(rows.size(), 0);
  for (const Column& column : rows.table->columns) {
    if (!left_out.empty() && column.name == left_out) continue;
    const ColumnHash hash_of(column);
    for (std::size_t i = 0; i < hashes.size(); ++i)
      hashes[i] = mixed(hashes[i] ^ hash_of(rows.index[i]));
  }
  return hashes;
}

}  // namespace dlflow::data
