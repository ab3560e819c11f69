#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/archive.hpp"
#include "core/schema/schema.hpp"

/// From a text to its terms.
namespace dlflow::views::texts {

enum class Normal { none, nfc, nfkc };
std::span<const std::string_view> names_of(Normal);
enum class Tokens { words, characters };
std::span<const std::string_view> names_of(Tokens);

/// How a text is cut. A word is a run of letters, digits, marks and underscores; a term is a token,
/// or `ngrams[0]` to `ngrams[1]` tokens that follow each other: words with a space between them,
/// characters (code points) without.
struct TermOptions {
  bool lowercase = true;
  Normal normalize = Normal::nfc;
  Tokens tokens = Tokens::words;
  std::vector<std::int64_t> ngrams = {1, 1};
  std::int64_t min_characters = 1;  ///< of a word; shorter ones are no tokens
};
/// Describes all but `ngrams`, which `describe_ngrams` adds.
void describe_terms(schema::Object& o, TermOptions& x);
void describe_ngrams(schema::Object& o, TermOptions& x);

Archive save(const TermOptions& x);
/// Throws CorruptFile.
TermOptions load_terms(const Archive& archive);

/// Calls `use` with each term of the text: those of one token first, in the order of the text, then
/// those of two, and so on. A byte that is no UTF-8 ends a word. A term is valid during the call.
/// Source of the Unicode tables: utf8proc.
void for_each_term(const TermOptions& options, std::string_view text,
                   const std::function<void(std::string_view)>& use);

}  // namespace dlflow::views::texts
