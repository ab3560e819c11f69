#pragma once

#include <utility>

#include "pipeline/views/texts/text_step.hpp"

namespace dlflow::views::texts {

/// What `bag_of_words` and `tf_idf` have in common.
struct CountOptions {
  TermOptions terms = two_characters();
  VocabularyOptions vocabulary;
  /// As scikit-learn, whose words have two characters at least.
  static TermOptions two_characters() {
    TermOptions terms;
    terms.min_characters = 2;
    return terms;
  }
};
void describe_counts(schema::Object& o, CountOptions& x);

/// A column for each term of a vocabulary, in the order of code points.
class WordCounts {
 public:
  using Values = std::vector<std::pair<std::uint32_t, double>>;

  explicit WordCounts(CountOptions options) : options_(std::move(options)) {}

  void fit(const Texts& training, const TextPlace& place);
  /// How often each term is in the text; those that are, by ascending column.
  Values count(std::string_view text) const;
  const Vocabulary& vocabulary() const { return vocabulary_; }
  std::string learnt() const { return vocabulary_words(vocabulary_, options_.terms); }
  Archive save() const;
  void load(const Archive& archive);

 private:
  CountOptions options_;
  Vocabulary vocabulary_;
};

/// Appends one row of values, its columns moved by `first`.
void append_row(const WordCounts::Values& values, std::uint32_t first, data::SparseRows& out);

enum class Norm { none, l1, l2 };
std::span<const std::string_view> names_of(Norm);

/// How counts become weights; see `weigh`.
struct TfIdfOptions {
  CountOptions counts;
  bool sublinear_tf = false, smooth_idf = true;
  Norm norm = Norm::l2;
};

void describe(schema::Object& o, TfIdfOptions& x);

/// idf[t] = log((1 + n) / (1 + rows with t)) + 1 of n training rows, smooth; else
/// log(n / rows with t) + 1.
std::vector<double> inverse_frequencies(const Vocabulary& vocabulary, std::size_t rows,
                                        bool smooth);

/// value[t] = count[t] * idf[t], or (1 + log count[t]) * idf[t] where sublinear; then divided by
/// the norm of the row. Numbers as of scikit-learn's TfidfVectorizer.
void weigh(WordCounts::Values& row, std::span<const double> idf, const TfIdfOptions& options);

}  // namespace dlflow::views::texts
