#include "pipeline/views/texts/vocabulary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace dlflow::views::texts {
namespace {

constexpr std::size_t kNamed = 3;

/// How often a term was met.
struct Count {
  std::int64_t total = 0, rows = 0;
  std::size_t last_row = 0;  ///< from 1
};

}  // namespace

void describe_vocabulary(schema::Object& o, VocabularyOptions& x) {
  o.field("max_words", x.max_words, "Most terms that are kept, the most frequent ones.")
      .between(1, 1 << 24);
  o.field("min_rows", x.min_rows, "Training rows that hold a term at least for it to be kept.")
      .at_least(1);
}

Vocabulary Vocabulary::learn(const Texts& training, const TermOptions& terms,
                             const VocabularyOptions& options, Order order) {
  std::unordered_map<std::string, Count, Hash, std::equal_to<>> counts;
  for (std::size_t i = 0; i < training.size(); ++i)
    for_each_term(terms, training[i], [&](std::string_view term) {
      auto at = counts.find(term);
      if (at == counts.end()) at = counts.emplace(std::string(term), Count{}).first;
      Count& count = at->second;
      ++count.total;
      count.rows += count.last_row != i + 1;
      count.last_row = i + 1;
    });
  Vocabulary out;
  out.distinct_ = counts.size();
  using Entry = std::pair<std::string, Count>;
  std::vector<Entry> kept;
  for (auto at = counts.begin(); at != counts.end();) {
    auto node = counts.extract(at++);
    if (node.mapped().rows >= options.min_rows)
      kept.emplace_back(std::move(node.key()), node.mapped());
  }
  // The bytes of UTF-8 sort as code points do.
  std::sort(kept.begin(), kept.end(), [](const Entry& a, const Entry& b) {
    return a.second.total != b.second.total ? a.second.total > b.second.total : a.first < b.first;
  });
  kept.resize(std::min(kept.size(), static_cast<std::size_t>(options.max_words)));
  std::vector<std::uint32_t> place(kept.size());
  std::iota(place.begin(), place.end(), 0u);
  if (order == Order::alphabetical)
    std::sort(place.begin(), place.end(),
              [&](std::uint32_t a, std::uint32_t b) { return kept[a].first < kept[b].first; });
  out.frequent_.resize(std::min(kNamed, kept.size()));
  for (std::size_t i = 0; i < place.size(); ++i) {
    Entry& entry = kept[place[i]];
    if (place[i] < out.frequent_.size()) out.frequent_[place[i]] = static_cast<std::uint32_t>(i);
    out.rows_with_.push_back(entry.second.rows);
    out.terms_.push_back(std::move(entry.first));
  }
  out.index();
  return out;
}

void Vocabulary::index() {
  for (std::size_t i = 0; i < terms_.size(); ++i)
    place_.emplace(terms_[i], static_cast<std::uint32_t>(i));
}

std::optional<std::uint32_t> Vocabulary::find(std::string_view term) const {
  const auto at = place_.find(term);
  return at == place_.end() ? std::nullopt : std::optional(at->second);
}

std::string Vocabulary::most_frequent() const {
  std::vector<std::string> names;
  for (const std::uint32_t i : frequent_) names.push_back("'" + terms_[i] + "'");
  return join(names, ", ");
}

Archive Vocabulary::save() const {
  Archive archive;
  archive.put("terms", terms_);
  archive.put("rows_with", rows_with_);
  archive.put("frequent", std::vector<std::int64_t>(frequent_.begin(), frequent_.end()));
  archive.put("distinct", static_cast<std::int64_t>(distinct_));
  return archive;
}

Vocabulary Vocabulary::load(const Archive& archive) {
  Vocabulary out;
  out.terms_ = archive.list("terms");
  out.rows_with_ = archive.integers("rows_with");
  if (out.terms_.empty() || out.rows_with_.size() != out.terms_.size())
    throw CorruptFile("terms", "expected terms and the training rows that hold each");
  for (const std::int64_t place : archive.integers("frequent")) {
    if (place < 0 || static_cast<std::size_t>(place) >= out.terms_.size())
      throw CorruptFile("frequent", fmt::format("there is no term {}", place));
    out.frequent_.push_back(static_cast<std::uint32_t>(place));
  }
  out.distinct_ = static_cast<std::size_t>(std::max<std::int64_t>(0, archive.integer("distinct")));
  out.index();
  if (out.place_.size() != out.terms_.size()) throw CorruptFile("terms", "a term stands twice");
  return out;
}

}  // namespace dlflow::views::texts
