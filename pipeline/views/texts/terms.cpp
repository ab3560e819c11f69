#include "pipeline/views/texts/terms.hpp"

#include <fmt/format.h>
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "core/base/error.hpp"

namespace dlflow::views::texts {
namespace {

/// The longest terms that are made, in tokens.
constexpr std::int64_t kMostTokens = 10;

bool is_ascii(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

/// The text in a normal form; as it is where it holds a byte that is no UTF-8.
std::string normalized(std::string_view text, Normal form) {
  if (form == Normal::none || is_ascii(text)) return std::string(text);
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE |
                                                      (form == Normal::nfkc ? UTF8PROC_COMPAT : 0));
  utf8proc_uint8_t* made = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &made, options);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(made, &std::free);
  if (size < 0) return std::string(text);
  return {reinterpret_cast<const char*>(made), static_cast<std::size_t>(size)};
}

bool is_word_category(utf8proc_category_t c) {
  return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO) ||
         (c >= UTF8PROC_CATEGORY_MN && c <= UTF8PROC_CATEGORY_ME) ||
         (c >= UTF8PROC_CATEGORY_ND && c <= UTF8PROC_CATEGORY_NO);
}

bool is_space(utf8proc_int32_t c) {
  const bool is_control = (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x1F) || c == 0x85;
  const auto category = utf8proc_category(c);
  return is_control || (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP);
}

/// One code point of a text, in the case that is wanted.
struct Character {
  std::array<char, 4> bytes;
  std::uint8_t size = 1;
  bool is_word = false, is_space = false;

  std::string_view text() const { return {bytes.data(), size}; }
};

/// The character at `at`, which moves behind it; a byte that is no UTF-8 is U+FFFD.
Character character_at(std::string_view text, std::size_t& at, bool lowercase) {
  Character out;
  const char first = text[at];
  if ((first & 0x80) == 0) {
    const bool is_upper = first >= 'A' && first <= 'Z';
    out.bytes[0] = is_upper && lowercase ? static_cast<char>(first + 32) : first;
    out.is_word = is_upper || (first >= 'a' && first <= 'z') || (first >= '0' && first <= '9') ||
                  first == '_';
    out.is_space = is_space(first);
    ++at;
    return out;
  }
  utf8proc_int32_t point = -1;
  const utf8proc_ssize_t size =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                       static_cast<utf8proc_ssize_t>(text.size() - at), &point);
  if (size < 0) {
    std::copy_n("\xEF\xBF\xBD", 3, out.bytes.begin());
    out.size = 3;
    ++at;
    return out;
  }
  at += static_cast<std::size_t>(size);
  if (lowercase) point = utf8proc_tolower(point);
  out.size = static_cast<std::uint8_t>(
      utf8proc_encode_char(point, reinterpret_cast<utf8proc_uint8_t*>(out.bytes.data())));
  out.is_word = is_word_category(utf8proc_category(point));
  out.is_space = is_space(point);
  return out;
}

/// Tokens in one buffer: token i is text[ends[i - 1] .. ends[i]).
struct TokenList {
  std::string text;
  std::vector<std::size_t> ends;

  std::size_t size() const { return ends.size(); }
  std::string_view token(std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view(text).substr(begin, ends[i] - begin);
  }
};

TokenList words_of(std::string_view text, const TermOptions& options) {
  TokenList out;
  std::int64_t length = 0;
  const auto end_word = [&] {
    if (length >= options.min_characters && length > 0)
      out.ends.push_back(out.text.size());
    else
      out.text.resize(out.ends.empty() ? 0 : out.ends.back());
    length = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at, options.lowercase);
    if (c.is_word) {
      out.text += c.text();
      ++length;
    } else {
      end_word();
    }
  }
  end_word();
  return out;
}

/// Every code point; two and more white ones in a row are one space, as scikit-learn has it.
TokenList characters_of(std::string_view text, const TermOptions& options) {
  TokenList out;
  std::size_t spaces = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at, options.lowercase);
    spaces = c.is_space ? spaces + 1 : 0;
    if (spaces >= 2) {
      if (spaces > 2) continue;
      out.ends.pop_back();
      out.text.resize(out.ends.empty() ? 0 : out.ends.back());
      out.text += ' ';
    } else {
      out.text += c.text();
    }
    out.ends.push_back(out.text.size());
  }
  return out;
}

}  // namespace

std::span<const std::string_view> names_of(Normal) {
  static constexpr std::array<std::string_view, 3> kNames = {"none", "nfc", "nfkc"};
  return kNames;
}

std::span<const std::string_view> names_of(Tokens) {
  static constexpr std::array<std::string_view, 2> kNames = {"words", "characters"};
  return kNames;
}

void describe_terms(schema::Object& o, TermOptions& x) {
  o.field("lowercase", x.lowercase, "Whether capital letters count as small ones.");
  o.field("normalize", x.normalize, "The Unicode normal form that texts are brought to.");
  o.field("tokens", x.tokens, "What a text is cut into.");
  o.field("min_characters", x.min_characters,
          "Characters of a word at least; shorter ones are left out.")
      .between(1, 100);
}

void describe_ngrams(schema::Object& o, TermOptions& x) {
  o.field("ngrams", x.ngrams, "Fewest and most tokens in a row that make a term.")
      .between(1, kMostTokens);
  o.check("ngrams", [&x]() -> std::optional<std::string> {
    if (x.ngrams.size() == 2 && x.ngrams[0] <= x.ngrams[1]) return std::nullopt;
    return "expected two numbers, the fewest and the most tokens of a term\nwrite [1, 2]";
  });
}

Archive save(const TermOptions& x) {
  Archive archive;
  archive.put("lowercase", static_cast<std::int64_t>(x.lowercase));
  archive.put("normalize", static_cast<std::int64_t>(x.normalize));
  archive.put("tokens", static_cast<std::int64_t>(x.tokens));
  archive.put("ngrams", x.ngrams);
  archive.put("min_characters", x.min_characters);
  return archive;
}

TermOptions load_terms(const Archive& archive) {
  const auto within = [&](const char* name, std::int64_t low, std::int64_t high) {
    const std::int64_t value = archive.integer(name);
    if (value < low || value > high)
      throw CorruptFile(name, fmt::format("expected {} to {}, got {}", low, high, value));
    return value;
  };
  TermOptions x;
  x.lowercase = within("lowercase", 0, 1) != 0;
  x.normalize = static_cast<Normal>(within("normalize", 0, 2));
  x.tokens = static_cast<Tokens>(within("tokens", 0, 1));
  x.min_characters = within("min_characters", 1, 100);
  x.ngrams = archive.integers("ngrams");
  if (x.ngrams.size() != 2 || x.ngrams[0] < 1 || x.ngrams[1] < x.ngrams[0] ||
      x.ngrams[1] > kMostTokens)
    throw CorruptFile("ngrams", "expected two numbers");
  return x;
}

void for_each_term(const TermOptions& options, std::string_view text,
                   const std::function<void(std::string_view)>& use) {
  const std::string normal = normalized(text, options.normalize);
  const bool are_words = options.tokens == Tokens::words;
  const TokenList tokens = are_words ? words_of(normal, options) : characters_of(normal, options);
  std::string term;
  const auto most = static_cast<std::size_t>(options.ngrams[1]);
  for (auto n = static_cast<std::size_t>(options.ngrams[0]); n <= most; ++n)
    for (std::size_t i = 0; i + n <= tokens.size(); ++i) {
      if (n == 1) {
        use(tokens.token(i));
        continue;
      }
      term = tokens.token(i);
      for (std::size_t k = 1; k < n; ++k) {
        if (are_words) term += ' ';
        term += tokens.token(i + k);
      }
      use(term);
    }
}

}  // namespace dlflow::views::texts
