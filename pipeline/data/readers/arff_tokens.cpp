#include "pipeline/data/readers/arff_tokens.hpp"

namespace dlflow::data {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

char unescaped(char c) { return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c; }

}  // namespace

void ArffLine::skip_blanks() {
  while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
}

bool ArffLine::take(char c) {
  if (rest_.empty() || rest_.front() != c) return false;
  rest_.remove_prefix(1);
  skip_blanks();
  return true;
}

std::optional<ArffToken> ArffLine::quoted() {
  const char quote = rest_.front();
  ArffToken token{{}, true};
  std::size_t i = 1;
  for (; i < rest_.size() && rest_[i] != quote; ++i) {
    const bool is_escape = rest_[i] == '\\' && i + 1 < rest_.size();
    if (is_escape) ++i;
    token.text += is_escape ? unescaped(rest_[i]) : rest_[i];
  }
  if (i == rest_.size()) return std::nullopt;
  rest_.remove_prefix(i + 1);
  skip_blanks();
  return token;
}

std::optional<ArffToken> ArffLine::word(std::string_view ends, bool blanks_end) {
  if (!rest_.empty() && (rest_.front() == '\'' || rest_.front() == '"')) return quoted();
  std::size_t length = 0;
  while (length < rest_.size() && ends.find(rest_[length]) == ends.npos &&
         !(blanks_end && is_blank(rest_[length])))
    ++length;
  std::string_view text = rest_.substr(0, length);
  rest_.remove_prefix(length);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  skip_blanks();
  return ArffToken{std::string(text), false};
}

}  // namespace dlflow::data
