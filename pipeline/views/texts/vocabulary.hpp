#pragma once

#include <optional>
#include <unordered_map>

#include "pipeline/data/table.hpp"
#include "pipeline/views/texts/terms.hpp"

namespace dlflow::views::texts {

/// Some texts of a column.
struct Texts {
  const data::Column* column = nullptr;
  std::span<const data::RowIndex> rows;

  std::size_t size() const { return rows.size(); }
  std::string_view operator[](std::size_t i) const { return column->texts[rows[i]]; }
};

/// Which terms are kept.
struct VocabularyOptions {
  std::int64_t max_words = 5000, min_rows = 1;
};
void describe_vocabulary(schema::Object& o, VocabularyOptions& x);

/// The terms that training rows hold, in a fixed order: of those in at least `min_rows` rows the
/// `max_words` most frequent, ties by code points.
class Vocabulary {
 public:
  enum class Order { alphabetical, by_frequency };

  static Vocabulary learn(const Texts& training, const TermOptions& terms,
                          const VocabularyOptions& options, Order order);

  std::size_t size() const { return terms_.size(); }
  const std::vector<std::string>& terms() const { return terms_; }
  std::optional<std::uint32_t> find(std::string_view term) const;
  /// In how many training rows each of the terms was.
  const std::vector<std::int64_t>& rows_with() const { return rows_with_; }
  /// How many different terms the training rows held, kept or not.
  std::size_t distinct() const { return distinct_; }
  /// The most frequent terms, as 'a', 'b', 'c'.
  std::string most_frequent() const;

  Archive save() const;
  /// Throws CorruptFile.
  static Vocabulary load(const Archive& archive);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  void index();

  std::vector<std::string> terms_;
  std::vector<std::int64_t> rows_with_;
  std::vector<std::uint32_t> frequent_;  ///< the first few by frequency
  std::size_t distinct_ = 0;
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> place_;
};

}  // namespace dlflow::views::texts
