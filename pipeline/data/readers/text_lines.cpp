#include "pipeline/data/readers/text_lines.hpp"

#include <cstring>
#include <utility>

namespace dlflow::data {

TextLines::TextLines(const std::filesystem::path& file, SourceEncoding encoding,
                     std::shared_ptr<SourceState> state)
    : state_(state), source_(file, encoding, std::move(state)) {
  block_ = read_block();
}

TextLines::~TextLines() {
  if (ahead_.valid()) ahead_.wait();
}

std::string TextLines::read_block() {
  std::string block = std::exchange(rest_, {});
  for (;;) {
    const std::size_t before = block.size();
    is_ended_ = !source_.append_to(block);
    if (is_ended_) return block;
    const std::size_t last = block.rfind('\n');
    if (last == std::string::npos || last < before) continue;
    rest_.assign(block, last + 1);
    block.resize(last + 1);
    return block;
  }
}

/// Makes sure that a line is left; false at the end.
bool TextLines::fill() {
  if (at_ < block_.size()) return true;
  if (ahead_.valid())
    block_ = ahead_.get();
  else if (is_ended_)
    return false;
  else
    block_ = read_block();
  at_ = 0;
  if (!is_ended_) ahead_ = std::async(std::launch::async, [this] { return read_block(); });
  return !block_.empty();
}

bool TextLines::next(char*& begin, char*& end) {
  if (!fill()) return false;
  begin = block_.data() + at_;
  end = static_cast<char*>(std::memchr(begin, '\n', block_.size() - at_));
  *end = '\0';
  at_ = static_cast<std::size_t>(end - block_.data()) + 1;
  return true;
}

std::optional<std::string> TextLines::take_plain_block() {
  if (!fill() || state_->failed_line.load(std::memory_order_acquire) > 0) return std::nullopt;
  if (std::memchr(block_.data() + at_, '"', block_.size() - at_)) return std::nullopt;
  std::string block = std::exchange(block_, {});
  block.erase(0, std::exchange(at_, 0));
  return block;
}

}  // namespace dlflow::data
