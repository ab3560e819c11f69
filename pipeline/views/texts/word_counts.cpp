#include "pipeline/views/texts/word_counts.hpp"

#include <algorithm>

namespace dlflow::views::texts {

void describe_counts(schema::Object& o, CountOptions& x) {
  describe_vocabulary(o, x.vocabulary);
  describe_terms(o, x.terms);
  describe_ngrams(o, x.terms);
}

void WordCounts::fit(const Texts& training, const TextPlace& place) {
  vocabulary_ = learn_vocabulary(training, options_.terms, options_.vocabulary,
                                 Vocabulary::Order::alphabetical, place);
}

WordCounts::Values WordCounts::count(std::string_view text) const {
  std::vector<std::uint32_t> found;
  for_each_term(options_.terms, text, [&](std::string_view term) {
    if (const auto column = vocabulary_.find(term)) found.push_back(*column);
  });
  std::sort(found.begin(), found.end());
  Values counts;
  for (const std::uint32_t column : found) {
    if (counts.empty() || counts.back().first != column) counts.emplace_back(column, 0.0);
    counts.back().second += 1;
  }
  return counts;
}

Archive WordCounts::save() const {
  Archive archive;
  archive.add("terms", texts::save(options_.terms));
  archive.add("vocabulary", vocabulary_.save());
  return archive;
}

void WordCounts::load(const Archive& archive) {
  options_.terms = load_terms(archive.part("terms"));
  vocabulary_ = Vocabulary::load(archive.part("vocabulary"));
}

void append_row(const WordCounts::Values& values, std::uint32_t first, data::SparseRows& out) {
  for (const auto& [column, value] : values) {
    out.column.push_back(first + column);
    out.values.push_back(static_cast<float>(value));
  }
}

}  // namespace dlflow::views::texts
