#include "pipeline/data/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>
#include <numeric>
#include <string_view>
#include <unordered_set>

#include "core/base/text.hpp"
#include "pipeline/data/row_hashes.hpp"

namespace dlflow::data {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr std::string_view kSpace = " \t\r\n\f\v";

double quantile(const std::vector<double>& sorted, double p) {
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (place - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

void profile_numbers(const Rows& rows, const Column& column, ColumnProfile& out) {
  std::vector<double> values;
  for (const RowIndex row : rows.index)
    if (!column.is_missing(row)) values.push_back(column.numbers[row]);
  if (values.empty()) return;
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  out.min = values.front();
  out.max = values.back();
  out.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double x : values) squares += (x - out.mean) * (x - out.mean);
  if (values.size() > 1) out.std = std::sqrt(squares / (n - 1));
  out.quantiles = {quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75)};
  std::size_t run = 0, longest = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_new = i == 0 || values[i] != values[i - 1];
    out.distinct += is_new;
    run = is_new ? 1 : run + 1;
    if (run <= longest) continue;
    longest = run;
    out.top = shortest(values[i]);
  }
  out.top_share = static_cast<double>(longest) / n;
}

void profile_texts(const Rows& rows, const Column& column, ColumnProfile& out) {
  std::map<std::string, std::size_t> by_text;
  std::vector<std::size_t> by_code(column.labels.size());
  for (const RowIndex row : rows.index) {
    if (column.is_missing(row)) continue;
    if (column.is_coded())
      ++by_code[static_cast<std::size_t>(column.codes[row])];
    else
      ++by_text[column.texts[row]];
  }
  std::size_t most = 0, total = 0;
  const auto count = [&](const std::string& value, std::size_t times) {
    total += times;
    out.distinct += times > 0;
    if (times <= most) return;
    most = times;
    out.top = value;
  };
  for (std::size_t code = 0; code < by_code.size(); ++code)
    count(column.labels[code], by_code[code]);
  for (const auto& [value, times] : by_text) count(value, times);
  if (total > 0) out.top_share = static_cast<double>(most) / static_cast<double>(total);
}

std::array<std::size_t, 3> spread(std::vector<std::size_t> lengths) {
  std::sort(lengths.begin(), lengths.end());
  return {lengths.front(), lengths[lengths.size() / 2], lengths.back()};
}

void profile_words(const Rows& rows, const Column& column, ColumnProfile& out) {
  std::unordered_set<std::string_view> words;
  std::vector<std::size_t> lengths;
  for (const RowIndex row : rows.index) {
    if (column.is_missing(row)) continue;
    const std::string_view text = column.texts[row];
    std::size_t length = 0;
    for (std::size_t begin = 0; (begin = text.find_first_not_of(kSpace, begin)) != text.npos;) {
      const std::size_t end = std::min(text.find_first_of(kSpace, begin), text.size());
      words.insert(text.substr(begin, end - begin));
      ++length;
      begin = end;
    }
    lengths.push_back(length);
  }
  out.distinct_words = words.size();
  if (!lengths.empty()) out.lengths = spread(std::move(lengths));
}

/// Takes a value into the range of those that are there.
void widen(ColumnProfile& out, double value) {
  if (std::isnan(value)) return;
  // A comparison with NaN is false: the first value makes both ends.
  if (!(out.min <= value)) out.min = value;
  if (!(out.max >= value)) out.max = value;
}

void profile_images(const Rows& rows, const Column& column, ColumnProfile& out) {
  const samples::ImageBlock& block = *column.images;
  out.shape = {block.height, block.width, block.channels};
  const std::size_t size = block.values_per_image();
  for (const RowIndex row : rows.index) {
    const std::size_t begin = row * size;
    if (block.has_bytes()) {
      const auto [low, high] =
          std::minmax_element(block.bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                              block.bytes.begin() + static_cast<std::ptrdiff_t>(begin + size));
      widen(out, *low);
      widen(out, *high);
    } else {
      for (std::size_t i = 0; i < size; ++i) widen(out, block.floats[begin + i]);
    }
  }
}

void profile_series(const Rows& rows, const Column& column, ColumnProfile& out) {
  const samples::SequenceBlock& block = *column.series;
  out.channels = block.channels;
  std::vector<std::size_t> lengths;
  for (const RowIndex row : rows.index) {
    lengths.push_back(block.length(row));
    for (const float value : block.sequence(row)) widen(out, value);
  }
  if (!lengths.empty()) out.lengths = spread(std::move(lengths));
}

/// Four digits are enough for the eye: 33.24, 0.0001235, 12350.
std::string brief(double value) {
  const double size = std::abs(value);
  if (size >= 1000 && size < 1e15) return fmt::format("{:.0f}", value);
  return fmt::format("{:.4g}", value);
}

std::uint64_t bits_of(const Column& column, std::size_t row) {
  return column.is_coded() ? static_cast<std::uint32_t>(column.codes[row])
                           : data::bits_of(column.numbers[row]);
}

template <class T>
int compare(std::span<const T> a, std::span<const T> b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return std::memcmp(a.data(), b.data(), a.size_bytes());
}

int compare_images(const samples::ImageBlock& block, RowIndex a, RowIndex b) {
  const std::size_t size = block.values_per_image();
  if (block.has_bytes())
    return compare(std::span(block.bytes).subspan(a * size, size),
                   std::span(block.bytes).subspan(b * size, size));
  return compare(std::span<const float>(block.floats).subspan(a * size, size),
                 std::span<const float>(block.floats).subspan(b * size, size));
}

int compare_rows(const Table& table, RowIndex a, RowIndex b) {
  for (const Column& column : table.columns) {
    if (column.is_image() || column.is_series()) {
      const int order = column.is_image()
                            ? compare_images(*column.images, a, b)
                            : compare(column.series->sequence(a), column.series->sequence(b));
      if (order != 0) return order < 0 ? -1 : 1;
      continue;
    }
    if (column.is_number() || column.is_coded()) {
      const std::uint64_t x = bits_of(column, a), y = bits_of(column, b);
      if (x != y) return x < y ? -1 : 1;
    } else if (const int order = column.texts[a].compare(column.texts[b]); order != 0) {
      return order;
    }
  }
  return 0;
}

}  // namespace

std::vector<ColumnProfile> profile(const Rows& rows) {
  std::vector<ColumnProfile> all;
  for (const Column& column : rows.table->columns) {
    ColumnProfile& out = all.emplace_back();
    out.name = column.name;
    out.kind = column.kind;
    out.reason = column.reason;
    out.rows = rows.size();
    out.min = out.max = out.mean = out.std = kNone;
    out.quantiles = {kNone, kNone, kNone};
    for (const RowIndex row : rows.index) out.missing += column.is_missing(row);
    if (column.is_number())
      profile_numbers(rows, column, out);
    else if (column.is_image())
      profile_images(rows, column, out);
    else if (column.is_series())
      profile_series(rows, column, out);
    else
      profile_texts(rows, column, out);
    if (column.is_text()) profile_words(rows, column, out);
  }
  return all;
}

namespace {

std::string series_summary(const ColumnProfile& p) {
  const auto [least, median, most] = p.lengths;
  const std::string steps = least == most
                                ? fmt::format("{} steps", most)
                                : fmt::format("{} to {} steps (median {})", least, most, median);
  return fmt::format("{} channel{}, {}, values {} to {}", p.channels, p.channels == 1 ? "" : "s",
                     steps, brief(p.min), brief(p.max));
}

std::string text_summary(const ColumnProfile& p) {
  const auto [least, median, most] = p.lengths;
  const std::string words = least == most
                                ? counted(most) + (most == 1 ? " word" : " words")
                                : fmt::format("{} to {} words (median {})", counted(least),
                                              counted(most), counted(median));
  return fmt::format("{} different texts, {}, {} different words", counted(p.distinct), words,
                     counted(p.distinct_words));
}

}  // namespace

std::string summary(const ColumnProfile& p) {
  const std::string missing = p.missing > 0 ? fmt::format(", {} missing", counted(p.missing)) : "";
  if (p.kind == ColumnKind::image)
    return fmt::format("{} x {} x {}, values {} to {}", p.shape[0], p.shape[1], p.shape[2],
                       brief(p.min), brief(p.max));
  if (p.kind == ColumnKind::series) return series_summary(p) + missing;
  if (p.distinct == 0) return "no value" + missing;
  if (p.kind == ColumnKind::text) return text_summary(p) + missing;
  if (p.kind == ColumnKind::number)
    return fmt::format("{} to {}, mean {}{}", brief(p.min), brief(p.max), brief(p.mean), missing);
  const auto values = counted(p.distinct);
  if (p.distinct > 1 && p.distinct + p.missing == p.rows)
    return fmt::format("{} values, all different{}", values, missing);
  return fmt::format("{} value{}; most often '{}' ({:.0f} %){}", values, p.distinct == 1 ? "" : "s",
                     p.top, 100 * p.top_share, missing);
}

std::size_t duplicate_rows(const Rows& rows) {
  // Rows that are equal have equal hashes; those of equal hashes are then compared.
  const std::vector<std::uint64_t> hashes = row_hashes(rows);
  std::vector<std::pair<std::uint64_t, RowIndex>> order;
  order.reserve(rows.size());
  for (std::size_t i = 0; i < hashes.size(); ++i) order.emplace_back(hashes[i], rows.index[i]);
  std::sort(order.begin(), order.end());
  std::size_t duplicates = 0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && order[end].first == order[begin].first) ++end;
    if (end - begin == 1) continue;
    const auto first = order.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = order.begin() + static_cast<std::ptrdiff_t>(end);
    std::sort(first, last, [&](const auto& a, const auto& b) {
      return compare_rows(*rows.table, a.second, b.second) < 0;
    });
    for (std::size_t i = begin + 1; i < end; ++i)
      duplicates += compare_rows(*rows.table, order[i - 1].second, order[i].second) == 0;
  }
  return duplicates;
}

}  // namespace dlflow::data
