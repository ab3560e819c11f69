#include "pipeline/views/texts/text_step.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "pipeline/views/texts/kinds.hpp"

namespace dlflow::views::texts {
namespace {

const char* term_name(const TermOptions& terms) {
  if (terms.ngrams[1] > 1) return "terms";
  return terms.tokens == Tokens::words ? "words" : "characters";
}

}  // namespace

const std::vector<std::string>& TextStep::terms() const {
  throw Bug(__FILE__, __LINE__, "a text step without columns was asked for their names");
}
void TextStep::add_row(std::string_view, std::uint32_t, data::SparseRows&) const {
  throw Bug(__FILE__, __LINE__, "a text step without columns was asked for their values");
}
samples::Sequences TextStep::sequences(const Texts&) const {
  throw Bug(__FILE__, __LINE__, "a text step without sequences was asked for them");
}

const std::vector<TextStepKind>& text_kinds() {
  static const std::vector<TextStepKind> kinds = {bag_of_words(), tf_idf(), sequence(), drop()};
  return kinds;
}

const TextStepKind* find_text_kind(std::string_view name) {
  for (const TextStepKind& kind : text_kinds())
    if (kind.choice.name == name) return &kind;
  return nullptr;
}

Vocabulary learn_vocabulary(const Texts& training, const TermOptions& terms,
                            const VocabularyOptions& options, Vocabulary::Order order,
                            const TextPlace& place) {
  std::size_t empty = 0;
  for (std::size_t i = 0; i < training.size(); ++i) empty += training[i].empty();
  if (empty == training.size())
    place.refuse(fmt::format("all {} training rows are without a text", counted(training.size())),
                 "give the column the kind 'ignore', or look for another spelling of its texts");
  Vocabulary vocabulary = Vocabulary::learn(training, terms, options, order);
  if (vocabulary.distinct() == 0)
    place.refuse(fmt::format("the texts of all {} training rows hold no {}",
                             counted(training.size()), term_name(terms)),
                 terms.tokens == Tokens::words ? "lower min_characters, or set tokens: characters"
                                               : "lower the numbers in ngrams");
  if (vocabulary.size() == 0)
    place.refuse(fmt::format("none of the {} {} of the training rows is in {} of them",
                             counted(vocabulary.distinct()), term_name(terms), options.min_rows),
                 "lower min_rows");
  return vocabulary;
}

std::string vocabulary_words(const Vocabulary& vocabulary, const TermOptions& terms) {
  const std::string kept = counted(vocabulary.size());
  const std::string name = term_name(terms);
  return (vocabulary.size() == vocabulary.distinct()
              ? fmt::format("all {} {}", kept, name)
              : fmt::format("{} of {} {}", kept, counted(vocabulary.distinct()), name)) +
         "; most often " + vocabulary.most_frequent();
}

}  // namespace dlflow::views::texts

namespace dlflow::views {

const schema::Choices& text_choices() {
  static const schema::Choices choices = [] {
    schema::Choices all;
    for (const texts::TextStepKind& kind : texts::text_kinds()) all.push_back(&kind.choice);
    return all;
  }();
  return choices;
}

}  // namespace dlflow::views
