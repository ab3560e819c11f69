#include "pipeline/data/readers/records.hpp"

#include <cstring>

namespace dlflow::data {
namespace {

constexpr std::size_t kSampleLines = 1000, kSampleBytes = std::size_t{1} << 22;

bool is_blank(char c, char separator) { return c == ' ' || (c == '\t' && separator != '\t'); }

bool ends_cell(char c, char separator) { return c == separator || (separator == ' ' && c == '\t'); }

/// Past the blanks that stand before a cell.
const char* skip_blanks(const char* p, const char* end, char separator) {
  while (p < end && is_blank(*p, separator)) ++p;
  return p;
}

/// A quoted cell that begins at `p`, its quotes undone in place; `p` moves behind it.
Cell quoted_cell(char*& p, char* end, char separator) {
  char* out = p;
  char* const begin = p;
  for (++p; p < end; ++p) {
    if (*p == '"') {
      if (p + 1 >= end || p[1] != '"') break;
      ++p;
    }
    *out++ = *p;
  }
  if (p < end) ++p;
  // What follows the closing quote belongs to the cell, as other readers have it.
  char* last = out;
  for (; p < end && !ends_cell(*p, separator); ++p) {
    *out++ = *p;
    if (!is_blank(*p, separator)) last = out;
  }
  return {{begin, static_cast<std::size_t>(last - begin)}, true};
}

Cell plain_cell(char*& p, char* end, char separator) {
  char* const begin = p;
  while (p < end && !ends_cell(*p, separator)) ++p;
  char* last = p;
  while (last > begin && is_blank(last[-1], separator)) --last;
  return {{begin, static_cast<std::size_t>(last - begin)}, false};
}

}  // namespace

bool is_quote_open_after(std::string_view line, char separator, bool is_open) {
  const char* p = line.data();
  const char* const end = p + line.size();
  while (p < end || is_open) {
    if (!is_open) {
      p = skip_blanks(p, end, separator);
      is_open = p < end && *p == '"';
      if (is_open) ++p;
    }
    while (is_open) {
      const auto* quote =
          static_cast<const char*>(std::memchr(p, '"', static_cast<std::size_t>(end - p)));
      if (!quote) return true;
      const bool is_doubled = quote + 1 < end && quote[1] == '"';
      p = quote + (is_doubled ? 2 : 1);
      is_open = is_doubled;
    }
    while (p < end && !ends_cell(*p, separator)) ++p;
    if (p == end) return false;
    ++p;
  }
  return false;
}

void split_cells(const Record& record, char separator, std::vector<Cell>& cells) {
  cells.clear();
  char* p = record.begin;
  char* end = record.end;
  const auto skip = [&] { p += skip_blanks(p, end, separator) - p; };
  if (separator == ' ')
    while (end > p && is_blank(end[-1], separator)) --end;
  for (;;) {
    skip();
    const bool is_quoted = record.has_quotes && p < end && *p == '"';
    cells.push_back(is_quoted ? quoted_cell(p, end, separator) : plain_cell(p, end, separator));
    if (p >= end) return;
    ++p;
  }
}

Records::Records(const std::filesystem::path& file, SourceEncoding encoding)
    : state_(std::make_shared<SourceState>()), lines_(file, encoding, state_) {}

bool Records::read_line(char*& begin, char*& end) {
  if (!lines_.next(begin, end)) return false;
  const std::uint64_t failed = state_->failed_line.load(std::memory_order_acquire);
  if (failed > 0 && ++read_lines_ >= failed) return false;
  if (failed == 0) ++read_lines_;
  return true;
}

const std::deque<std::string>& Records::sample() {
  std::size_t bytes = 0;
  char *begin = nullptr, *end = nullptr;
  while (!is_sampled_ && sample_.size() < kSampleLines &&
         (bytes < kSampleBytes || sample_.size() < 2) && read_line(begin, end)) {
    sample_.emplace_back(begin, end);
    bytes += sample_.back().size();
  }
  is_sampled_ = true;
  return sample_;
}

bool Records::next_line(char*& begin, char*& end) {
  if (sample_.empty()) {
    if (!read_line(begin, end)) return false;
  } else {
    from_sample_ = std::move(sample_.front());
    sample_.pop_front();
    begin = from_sample_.data();
    end = begin + from_sample_.size();
  }
  ++line_;
  return true;
}

void Records::join(Record& record) {
  ++joined_records_;
  joined_.assign(record.begin, record.end);
  bool is_open = true;
  char *begin = nullptr, *end = nullptr;
  while (is_open && joined_.size() <= kLongestLine && next_line(begin, end)) {
    joined_ += '\n';
    joined_.append(begin, end);
    is_open = is_quote_open_after({begin, static_cast<std::size_t>(end - begin)}, separator_, true);
  }
  record.is_open = is_open;
  record.begin = joined_.data();
  record.end = joined_.data() + joined_.size();
}

bool is_blank_line(const char* begin, const char* end, char separator) {
  const char* p = skip_blanks(begin, end, ',');
  if (p < end && *p != '\r') return false;
  // A line of tabs alone is a row of empty cells where tabs separate.
  return separator != '\t' || !std::memchr(begin, '\t', static_cast<std::size_t>(end - begin));
}

std::optional<std::string> Records::take_plain_block() {
  if (!sample_.empty() || separator_ == ' ') return std::nullopt;
  return lines_.take_plain_block();
}

void Records::count_taken(std::uint64_t lines, std::uint64_t blank_lines) {
  line_ += lines;
  read_lines_ += lines;
  blank_lines_ += blank_lines;
}

bool Records::next(Record& record) {
  for (;;) {
    if (!next_line(record.begin, record.end)) return false;
    if (!is_blank_line(record.begin, record.end, separator_)) break;
    ++blank_lines_;
  }
  record.line = line_;
  record.is_open = false;
  const auto size = static_cast<std::size_t>(record.end - record.begin);
  record.has_quotes = !has_plain_quotes_ && std::memchr(record.begin, '"', size) != nullptr;
  if (record.has_quotes && is_quote_open_after({record.begin, size}, separator_, false))
    join(record);
  if (record.end > record.begin && record.end[-1] == '\r') *--record.end = '\0';
  return true;
}

}  // namespace dlflow::data
