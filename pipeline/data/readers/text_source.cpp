#include "pipeline/data/readers/text_source.hpp"

#include <algorithm>
#include <cstring>

#include "core/base/text.hpp"

namespace dlflow::data {
namespace {

using Failure = SourceState::Failure;
constexpr std::size_t kPiece = std::size_t{1} << 20;

bool is_ascii(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    if (word & 0x8080808080808080u) return false;
  }
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// How many bytes at the end begin a code point that may be completed by the next piece.
std::size_t cut_tail(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte < 0x80) return 0;
    if (byte >= 0xC0) return back < (byte >= 0xF0 ? 4u : byte >= 0xE0 ? 3u : 2u) ? back : 0;
  }
  return 0;
}

void latin1_to_utf8(std::string& text) {
  if (is_ascii(text)) return;
  std::string out;
  out.reserve(text.size() * 2);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0 | (byte >> 6));
      out += static_cast<char>(0x80 | (byte & 0x3F));
    }
  }
  text = std::move(out);
}

}  // namespace

bool TextSource::append_to(std::string& text) {
  piece_.clear();
  while (piece_.empty() && !is_ended_) {
    piece_ = held_;
    held_.clear();
    const std::size_t before = piece_.size();
    piece_.resize(before + kPiece);
    if (!state_->is_hashed) input_.stop_hashing();
    const std::size_t got = input_.read(piece_.data() + before, kPiece);
    piece_.resize(before + got);
    is_ended_ = got < kPiece;
    if (is_ended_) state_->hash = input_.hash();
    begin_file();
    hold_back();
    translate();
    check();
    if (is_ended_ && !ends_with_newline_) piece_ += '\n';
  }
  text += piece_;
  return !piece_.empty();
}

void TextSource::begin_file() {
  if (!is_first_) return;
  is_first_ = false;
  if (piece_.starts_with("\xEF\xBB\xBF")) piece_.erase(0, 3);
  const bool has_newline = piece_.find('\n') != std::string::npos;
  state_->has_returns_only = !has_newline && piece_.find('\r') != std::string::npos;
  ends_with_newline_ = piece_.empty();
}

/// A CR, which may be half of a line's end, or the start of a code point waits for what follows it.
void TextSource::hold_back() {
  if (is_ended_ || piece_.empty()) return;
  const std::size_t tail = piece_.back() == '\r'               ? 1
                           : encoding_ == SourceEncoding::utf8 ? cut_tail(piece_)
                                                               : 0;
  held_ = piece_.substr(piece_.size() - tail);
  piece_.resize(piece_.size() - tail);
}

void TextSource::translate() {
  if (state_->has_returns_only) std::replace(piece_.begin(), piece_.end(), '\r', '\n');
  if (encoding_ == SourceEncoding::latin1) latin1_to_utf8(piece_);
}

/// Counts the lines and cuts the text at the first line that cannot be read.
void TextSource::check() {
  const bool has_nul = std::memchr(piece_.data(), 0, piece_.size()) != nullptr;
  const bool is_bad = !is_ascii(piece_) && !is_utf8(piece_);
  std::size_t at = 0;
  while (at < piece_.size()) {
    const auto* found =
        static_cast<const char*>(std::memchr(piece_.data() + at, '\n', piece_.size() - at));
    const std::size_t end = found ? static_cast<std::size_t>(found - piece_.data()) : piece_.size();
    line_bytes_ += end - at;
    const std::string_view part(piece_.data() + at, end - at);
    if (line_bytes_ > kLongestLine) return fail(Failure::too_long, at);
    if (has_nul && part.find('\0') != std::string_view::npos) return fail(Failure::nul, at);
    if (is_bad && !is_utf8(part)) return fail(Failure::not_utf8, at);
    if (found) {
      ++line_;
      line_bytes_ = 0;
    }
    at = end + 1;
  }
  if (!piece_.empty()) ends_with_newline_ = piece_.back() == '\n';
}

void TextSource::fail(Failure failure, std::size_t line_begin) {
  state_->failure = failure;
  state_->failed_line.store(line_, std::memory_order_release);
  piece_.resize(line_begin);
  if (line_begin > 0) ends_with_newline_ = true;
  is_ended_ = true;
}

}  // namespace dlflow::data
