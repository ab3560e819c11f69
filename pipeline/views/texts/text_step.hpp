#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/samples/sequences.hpp"
#include "pipeline/data/features.hpp"
#include "pipeline/views/texts/vocabulary.hpp"
#include "pipeline/views/transform.hpp"

/// Steps of text columns.
namespace dlflow::views::texts {

/// What becomes of the texts in a step.
enum class Outcome { sparse, sequence, nothing };

/// Where a step of one column stands, for messages.
struct TextPlace {
  StepContext step;
  std::string column;
  [[noreturn]] void refuse(const std::string& reason, const std::string& hint) const {
    step.refuse(column, reason, hint);
  }
};

/// One step of a text column. It reads the texts themselves, each by itself, so that rows may be
/// applied in any pieces; what several steps of a column make stands side by side. An empty text is
/// a missing one.
class TextStep {
 public:
  virtual ~TextStep() = default;
  /// Learns from training rows. Throws UserError (data) by refuse.
  virtual void fit(const Texts& training, const TextPlace& place) = 0;
  /// Of outcome sparse: what each column stands for.
  virtual const std::vector<std::string>& terms() const;
  /// Of outcome sparse: appends the values of a text that are not 0, by ascending column from
  /// `first` on. Thread-safe.
  virtual void add_row(std::string_view text, std::uint32_t first, data::SparseRows& out) const;
  /// Of outcome sequence. Thread-safe.
  virtual samples::Sequences sequences(const Texts& texts) const;
  /// One sentence, without a full stop.
  virtual std::string learnt() const = 0;
  /// Options and what was learnt.
  virtual Archive save() const = 0;
  /// Throws CorruptFile.
  virtual void load(const Archive& archive) = 0;
};

struct TextStepKind {
  schema::Choice choice;
  Outcome outcome = Outcome::sparse;
  std::function<std::unique_ptr<TextStep>(const void* options)> make;
};

/// All kinds, in the order of the list; nullptr when there is none of that name.
const std::vector<TextStepKind>& text_kinds();
const TextStepKind* find_text_kind(std::string_view name);

/// The entry of a step that is made from its options; `example` is flow YAML.
template <class Step, class Options>
TextStepKind text_kind(std::string name, std::string doc, Outcome outcome, std::string source,
                       std::string example = "{}") {
  TextStepKind made;
  made.choice.name = std::move(name);
  made.choice.doc = std::move(doc);
  made.choice.example = std::move(example);
  made.choice.source = std::move(source);
  made.choice.make = [] { return std::make_shared<Options>(); };
  made.choice.describe = [](schema::Object& o, void* x) { describe(o, *static_cast<Options*>(x)); };
  made.outcome = outcome;
  made.make = [](const void* x) { return std::make_unique<Step>(*static_cast<const Options*>(x)); };
  return made;
}

/// The vocabulary of training rows. Throws UserError (data) by refuse when no term is left.
Vocabulary learn_vocabulary(const Texts& training, const TermOptions& terms,
                            const VocabularyOptions& options, Vocabulary::Order order,
                            const TextPlace& place);

/// "the 5,000 most frequent of 7,712 words; most often 'to', 'you', 'the'"
std::string vocabulary_words(const Vocabulary& vocabulary, const TermOptions& terms);

}  // namespace dlflow::views::texts
