#include "pipeline/data/readers/array_columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/readers/column_builder.hpp"

namespace dlflow::data {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{16} << 30;
/// Deflate makes at most 1032 bytes of one.
constexpr std::uint64_t kMostGain = 1032;
constexpr std::size_t kMostColumns = 100'000;

std::string shown(const std::vector<std::uint64_t>& shape) {
  std::vector<std::string> sides;
  for (const std::uint64_t n : shape) sides.push_back(std::to_string(n));
  return join(sides, " x ");
}

/// Source: IEEE 754-2008, binary16.
double from_half(std::uint16_t bits) {
  const int exponent = (bits >> 10) & 31, fraction = bits & 1023;
  const double sign = bits & 0x8000 ? -1 : 1;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  if (exponent == 31)
    return fraction ? std::numeric_limits<double>::quiet_NaN()
                    : sign * std::numeric_limits<double>::infinity();
  return sign * std::ldexp(1024 + fraction, exponent - 25);
}

template <class T>
T load(const unsigned char* bytes, bool is_big_endian) {
  std::array<unsigned char, sizeof(T)> raw;
  std::copy_n(bytes, sizeof(T), raw.begin());
  if (is_big_endian != (std::endian::native == std::endian::big))
    std::reverse(raw.begin(), raw.end());
  return std::bit_cast<T>(raw);
}

double element(const unsigned char* at, Element element, bool is_big) {
  switch (element) {
    case Element::boolean:
    case Element::u8:
      return *at;
    case Element::i8:
      return load<std::int8_t>(at, is_big);
    case Element::u16:
      return load<std::uint16_t>(at, is_big);
    case Element::i16:
      return load<std::int16_t>(at, is_big);
    case Element::u32:
      return load<std::uint32_t>(at, is_big);
    case Element::i32:
      return load<std::int32_t>(at, is_big);
    case Element::u64:
      return static_cast<double>(load<std::uint64_t>(at, is_big));
    case Element::i64:
      return static_cast<double>(load<std::int64_t>(at, is_big));
    case Element::f16:
      return from_half(load<std::uint16_t>(at, is_big));
    case Element::f32:
      return load<float>(at, is_big);
    case Element::f64:
      return load<double>(at, is_big);
  }
  throw Bug(__FILE__, __LINE__, "an element of no type");
}

/// The elements as they lie in the file, by their index in row-major order.
class Elements {
 public:
  Elements(const ArrayHeader& header, std::vector<unsigned char> raw)
      : header_(header), raw_(std::move(raw)), width_(bytes_of(header.element)) {}

  std::size_t count() const { return raw_.size() / width_; }
  double operator[](std::size_t i) const {
    const std::size_t at = header_.is_column_major ? moved(i) : i;
    return element(raw_.data() + at * width_, header_.element, header_.is_big_endian);
  }
  std::vector<unsigned char> take_bytes() {
    if (!header_.is_column_major) return std::move(raw_);
    std::vector<unsigned char> out(raw_.size());
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = raw_[moved(i)];
    return out;
  }

 private:
  /// Where the element lies in a file that runs through the first axis fastest.
  std::size_t moved(std::size_t i) const {
    const auto& shape = header_.shape;
    std::size_t stride = header_.shape.empty() ? 1 : count(), at = 0;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      stride /= shape[axis];
      at += i % shape[axis] * stride;
      i /= shape[axis];
    }
    return at;
  }

  const ArrayHeader& header_;
  std::vector<unsigned char> raw_;
  std::size_t width_;
};

/// The column of that kind which the settings name; else `fallback`.
std::string name_of_kind(const ColumnSettings& settings, ColumnKind kind, const char* fallback) {
  for (const auto& [name, options] : settings)
    if (options.kind == kind && !options.is_block()) return name;
  return fallback;
}

Column image_column(const ArrayHeader& header, Elements elements, const std::string& file) {
  auto block = std::make_shared<samples::ImageBlock>();
  block->height = header.shape[1];
  block->width = header.shape[2];
  block->channels = header.shape.size() == 4 ? header.shape[3] : 1;
  if (header.element == Element::u8 || header.element == Element::boolean) {
    block->bytes = elements.take_bytes();
  } else {
    block->floats.resize(elements.count());
    for (std::size_t i = 0; i < elements.count(); ++i) {
      block->floats[i] = static_cast<float>(elements[i]);
      if (!std::isfinite(block->floats[i]))
        throw UserError(ExitCode::data,
                        fmt::format("{}: image {} holds a value that is no finite number", file,
                                    i / block->values_per_image() + 1));
    }
  }
  Column column;
  column.kind = ColumnKind::image;
  column.reason = fmt::format("an array of {}", shown(header.shape));
  column.images = std::move(block);
  return column;
}

Column series_column(const ArrayHeader& header, const Elements& elements) {
  auto block = std::make_shared<samples::SequenceBlock>();
  block->channels = header.shape.size() == 3 ? header.shape[2] : 1;
  for (std::size_t i = 0; i < elements.count(); ++i)
    block->values.push_back(static_cast<float>(elements[i]));
  for (std::uint64_t row = 1; row <= header.shape[0]; ++row)
    block->offsets.push_back(row * header.shape[1]);
  Column column;
  column.kind = ColumnKind::series;
  column.reason = fmt::format("an array of {}", shown(header.shape));
  column.series = std::move(block);
  return column;
}

std::vector<Column> number_columns(const ArrayHeader& header, const Elements& elements) {
  const std::size_t count = header.shape.size() == 1 ? 1 : header.shape[1];
  std::vector<Column> columns(count);
  for (std::size_t c = 0; c < count; ++c) {
    columns[c].name = header.shape.size() == 1 ? "value" : fmt::format("value_{}", c);
    for (std::size_t row = 0; row < header.shape[0]; ++row)
      columns[c].numbers.push_back(elements[row * count + c]);
    infer_kind(columns[c]);
  }
  return columns;
}

void require_finite(const std::vector<Column>& columns, const std::string& file) {
  for (const Column& column : columns)
    for (std::size_t row = 0; column.is_number() && row < column.size(); ++row)
      if (std::isinf(column.numbers[row]))
        throw UserError(ExitCode::data,
                        fmt::format("{}: row {} holds an infinite value", file, row + 1));
}

}  // namespace

std::size_t bytes_of(Element element) {
  static constexpr std::array<std::size_t, 12> kBytes = {1, 1, 1, 2, 2, 4, 4, 8, 8, 2, 4, 8};
  return kBytes[static_cast<std::size_t>(element)];
}

ArrayInput::ArrayInput(const std::filesystem::path& file)
    : name_(file.string()),
      is_zipped_(file.extension() == ".gz"),
      file_size_(std::filesystem::file_size(file)),
      input_(file) {}

void ArrayInput::refuse(std::uint64_t offset, const std::string& message,
                        const std::string& hint) const {
  throw UserError(ExitCode::data, fmt::format("{}: byte {}: {}", name_, offset, message), hint);
}

void ArrayInput::read(char* out, std::size_t size, const std::string& what) {
  const std::size_t got = input_.read(out, size);
  offset_ += got;
  if (got < size)
    refuse(offset_,
           fmt::format("the file ends here, {} bytes before the end of {}", size - got, what));
}

void ArrayInput::check_size(const ArrayHeader& header, std::uint64_t elements) const {
  const std::uint64_t bytes = elements * bytes_of(header.element), all = offset_ + bytes;
  const std::string claim = fmt::format("the header speaks of {} elements of {} bytes, {} bytes",
                                        shown(header.shape), bytes_of(header.element), bytes);
  if (bytes > kMostBytes) refuse(offset_, claim + ", more than 16 GiB");
  if (is_zipped_ ? all / kMostGain > file_size_ : all != file_size_)
    refuse(offset_, is_zipped_
                        ? fmt::format("{}, more than a .gz of {} bytes can hold", claim, file_size_)
                        : fmt::format("{}, but {} follow", claim, file_size_ - offset_));
}

ReadResult ArrayInput::columns(const ArrayHeader& header, const ColumnSettings& settings) {
  const auto& shape = header.shape;
  if (shape.empty() || shape.size() > 4)
    refuse(offset_, fmt::format("an array of {} axes is no table: expected 1 to 4", shape.size()));
  std::uint64_t elements = 1;
  for (const std::uint64_t n : shape) {
    if (n == 0) refuse(offset_, fmt::format("the array of {} holds nothing", shown(shape)));
    if (n > kMostBytes || elements > kMostBytes / n)
      refuse(offset_,
             fmt::format("the header speaks of {} elements, more than 16 GiB", shown(shape)));
    elements *= n;
  }
  const std::string series = name_of_kind(settings, ColumnKind::series, "");
  const bool is_series = !series.empty() && (shape.size() == 2 || shape.size() == 3);
  if (shape.size() == 2 && !is_series && shape[1] > kMostColumns)
    refuse(offset_, fmt::format("{} columns are too many: at most {}", shape[1], kMostColumns));
  check_size(header, elements);

  std::vector<unsigned char> raw(elements * bytes_of(header.element));
  read(reinterpret_cast<char*>(raw.data()), raw.size(), "the elements");
  char more = 0;
  if (input_.read(&more, 1) > 0)
    refuse(offset_, fmt::format("bytes follow behind the last of {} elements", shown(shape)));
  ReadResult result;
  result.has_header = true;
  result.content_hash = input_.hash();
  Elements array(header, std::move(raw));
  if (is_series) {
    result.table.columns.push_back(series_column(header, array));
    result.table.columns.back().name = series;
  } else if (shape.size() >= 3) {
    result.table.columns.push_back(image_column(header, std::move(array), name_));
    result.table.columns.back().name = name_of_kind(settings, ColumnKind::image, "image");
  } else {
    result.table.columns = number_columns(header, array);
    require_finite(result.table.columns, name_);
  }
  return result;
}

}  // namespace dlflow::data
