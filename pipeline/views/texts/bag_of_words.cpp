#include "pipeline/views/texts/kinds.hpp"
#include "pipeline/views/texts/word_counts.hpp"

namespace dlflow::views::texts {
namespace {

struct Options {
  CountOptions counts;
  bool binary = false;
};
void describe(schema::Object& o, Options& x) {
  describe_counts(o, x.counts);
  o.field("binary", x.binary, "Whether a term counts once, however often it is in the text.");
}

class BagOfWords final : public TextStep {
 public:
  explicit BagOfWords(const Options& options)
      : counts_(options.counts), is_binary_(options.binary) {}

  void fit(const Texts& training, const TextPlace& place) override { counts_.fit(training, place); }
  const std::vector<std::string>& terms() const override { return counts_.vocabulary().terms(); }
  void add_row(std::string_view text, std::uint32_t first, data::SparseRows& out) const override {
    WordCounts::Values row = counts_.count(text);
    if (is_binary_)
      for (auto& [column, count] : row) count = 1;
    append_row(row, first, out);
  }
  std::string learnt() const override { return "counts " + counts_.learnt(); }
  Archive save() const override {
    Archive archive = counts_.save();
    archive.put("binary", static_cast<std::int64_t>(is_binary_));
    return archive;
  }
  void load(const Archive& archive) override {
    counts_.load(archive);
    is_binary_ = archive.integer("binary") != 0;
  }

 private:
  WordCounts counts_;
  bool is_binary_;
};

}  // namespace

TextStepKind bag_of_words() {
  return text_kind<BagOfWords, Options>(
      "bag_of_words", "A column for each term: how often the text holds it.", Outcome::sparse,
      "as scikit-learn's CountVectorizer", "{max_words: 2000, min_rows: 2}");
}

}  // namespace dlflow::views::texts
