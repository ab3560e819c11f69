#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/views/samples/sample_step.hpp"
#include "pipeline/views/texts/kinds.hpp"

namespace dlflow::views::texts {
namespace {

using samples::Side;

/// The most steps of a sequence whose length is found out: longer ones cost more than they tell.
constexpr std::size_t kMostFoundSteps = 500;
constexpr double kShareHeld = 0.95;
constexpr std::uint32_t kUnknown = 1, kFirstWord = 2;

struct Options {
  TermOptions terms;
  VocabularyOptions vocabulary = {20000, 1};
  std::optional<std::int64_t> length;
  Side pad = Side::end, truncate = Side::end;
};
void describe(schema::Object& o, Options& x) {
  describe_vocabulary(o, x.vocabulary);
  describe_terms(o, x.terms);
  o.field("length", x.length,
          "Words of every sequence; longer texts are cut, shorter ones filled up.")
      .between(1, 1'000'000)
      .measured_in("words")
      .default_is("what 95 % of the training texts fit into, at most 500");
  o.field("pad", x.pad, "Where a shorter text is filled up with zeros.");
  o.field("truncate", x.truncate, "Where a longer text loses words.");
}

/// Words as whole numbers from 2 on, the most frequent first; 1 is a word that is not in the
/// vocabulary, and 0 is no word. An empty text is one unknown word.
class Sequence final : public TextStep {
 public:
  explicit Sequence(const Options& options) : options_(options) { options_.terms.ngrams = {1, 1}; }

  void fit(const Texts& training, const TextPlace& place) override {
    vocabulary_ = learn_vocabulary(training, options_.terms, options_.vocabulary,
                                   Vocabulary::Order::by_frequency, place);
    length_ = options_.length ? static_cast<std::size_t>(*options_.length) : found_length(training);
  }
  samples::Sequences sequences(const Texts& texts) const override {
    auto block = std::make_shared<samples::SequenceBlock>();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::size_t before = block->values.size();
      for_each_term(options_.terms, texts[i], [&](std::string_view word) {
        const auto code = vocabulary_.find(word);
        block->values.push_back(static_cast<float>(code ? *code + kFirstWord : kUnknown));
      });
      if (block->values.size() == before) block->values.push_back(kUnknown);
      cut(block->values, before);
      block->offsets.push_back(block->values.size());
    }
    samples::Sequences out = samples::all_sequences(std::move(block));
    out.steps = length_;
    out.cut = options_.truncate;
    out.padding = options_.pad;
    out.codes = vocabulary_.size() + kFirstWord;
    return out;
  }
  std::string learnt() const override {
    return fmt::format("{} steps of codes from 2 on for {}; 1 is any other, 0 fills up", length_,
                       vocabulary_words(vocabulary_, options_.terms));
  }
  Archive save() const override {
    Archive archive;
    archive.add("terms", texts::save(options_.terms));
    archive.add("vocabulary", vocabulary_.save());
    archive.put("length", static_cast<std::int64_t>(length_));
    archive.put("pad", static_cast<std::int64_t>(options_.pad));
    archive.put("truncate", static_cast<std::int64_t>(options_.truncate));
    return archive;
  }
  void load(const Archive& archive) override {
    options_.terms = load_terms(archive.part("terms"));
    vocabulary_ = Vocabulary::load(archive.part("vocabulary"));
    length_ = sized(archive, "length");
    options_.pad = side(archive, "pad");
    options_.truncate = side(archive, "truncate");
  }

 private:
  static Side side(const Archive& archive, const char* name) {
    const std::int64_t value = archive.integer(name);
    if (value < 0 || value > 1) throw CorruptFile(name, "expected 0 or 1");
    return static_cast<Side>(value);
  }

  std::size_t found_length(const Texts& training) const {
    std::vector<std::size_t> lengths;
    for (std::size_t i = 0; i < training.size(); ++i) {
      std::size_t words = 0;
      for_each_term(options_.terms, training[i], [&](std::string_view) { ++words; });
      lengths.push_back(words);
    }
    const auto at =
        static_cast<std::ptrdiff_t>(kShareHeld * static_cast<double>(lengths.size() - 1));
    std::nth_element(lengths.begin(), lengths.begin() + at, lengths.end());
    return std::clamp<std::size_t>(lengths[static_cast<std::size_t>(at)], 1, kMostFoundSteps);
  }

  /// What a model would cut off is not kept either.
  void cut(std::vector<float>& values, std::size_t begin) const {
    if (values.size() - begin <= length_) return;
    if (options_.truncate == Side::start)
      std::copy(values.end() - static_cast<std::ptrdiff_t>(length_), values.end(),
                values.begin() + static_cast<std::ptrdiff_t>(begin));
    values.resize(begin + length_);
  }

  Options options_;
  Vocabulary vocabulary_;
  std::size_t length_ = 1;
};

}  // namespace

TextStepKind sequence() {
  return text_kind<Sequence, Options>(
      "sequence",
      "The words of a text as codes in their order, for networks that begin with an embedding.",
      Outcome::sequence, "as Keras's TextVectorization and pad_sequences",
      "{max_words: 1000, length: 12, pad: start}");
}

}  // namespace dlflow::views::texts
