#include <array>
#include <cmath>

#include "core/base/error.hpp"
#include "pipeline/views/texts/kinds.hpp"
#include "pipeline/views/texts/word_counts.hpp"

namespace dlflow::views::texts {

std::span<const std::string_view> names_of(Norm) {
  static constexpr std::array<std::string_view, 3> kNames = {"none", "l1", "l2"};
  return kNames;
}

std::vector<double> inverse_frequencies(const Vocabulary& vocabulary, std::size_t rows,
                                        bool smooth) {
  std::vector<double> idf;
  const double added = smooth ? 1 : 0, all = static_cast<double>(rows) + added;
  for (const std::int64_t with : vocabulary.rows_with())
    idf.push_back(std::log(all / (static_cast<double>(with) + added)) + 1);
  return idf;
}

void weigh(WordCounts::Values& row, std::span<const double> idf, const TfIdfOptions& options) {
  double sum = 0;
  for (auto& [column, value] : row) {
    value = (options.sublinear_tf ? 1 + std::log(value) : value) * idf[column];
    sum += options.norm == Norm::l2 ? value * value : std::abs(value);
  }
  if (options.norm == Norm::none || !(sum > 0)) return;
  const double norm = options.norm == Norm::l2 ? std::sqrt(sum) : sum;
  for (auto& [column, value] : row) value /= norm;
}

void describe(schema::Object& o, TfIdfOptions& x) {
  describe_counts(o, x.counts);
  o.field("sublinear_tf", x.sublinear_tf, "Whether a count counts as 1 + log(count).");
  o.field("smooth_idf", x.smooth_idf, "Whether one more row is taken to hold every term once.");
  o.field("norm", x.norm, "What the weights of a text are divided by.");
}

namespace {

class TfIdf final : public TextStep {
 public:
  explicit TfIdf(const TfIdfOptions& options) : options_(options), counts_(options.counts) {}

  void fit(const Texts& training, const TextPlace& place) override {
    counts_.fit(training, place);
    idf_ = inverse_frequencies(counts_.vocabulary(), training.size(), options_.smooth_idf);
  }
  const std::vector<std::string>& terms() const override { return counts_.vocabulary().terms(); }
  void add_row(std::string_view text, std::uint32_t first, data::SparseRows& out) const override {
    WordCounts::Values row = counts_.count(text);
    weigh(row, idf_, options_);
    append_row(row, first, out);
  }
  std::string learnt() const override { return "weighs " + counts_.learnt(); }
  Archive save() const override {
    Archive archive = counts_.save();
    archive.put("sublinear_tf", static_cast<std::int64_t>(options_.sublinear_tf));
    archive.put("norm", static_cast<std::int64_t>(options_.norm));
    archive.put("idf", idf_);
    return archive;
  }
  void load(const Archive& archive) override {
    counts_.load(archive);
    options_.sublinear_tf = archive.integer("sublinear_tf") != 0;
    const std::int64_t norm = archive.integer("norm");
    if (norm < 0 || norm > 2) throw CorruptFile("norm", "expected 0, 1 or 2");
    options_.norm = static_cast<Norm>(norm);
    idf_ = sized_doubles(archive, "idf", counts_.vocabulary().size());
  }

 private:
  TfIdfOptions options_;
  WordCounts counts_;
  std::vector<double> idf_;
};

}  // namespace

TextStepKind tf_idf() {
  return text_kind<TfIdf, TfIdfOptions>(
      "tf_idf",
      "A column for each term: how often the text holds it, more for terms that few texts hold.",
      Outcome::sparse,
      "K. Sparck Jones, A statistical interpretation of term specificity and its application in "
      "retrieval (1972); as scikit-learn's TfidfVectorizer",
      "{ngrams: [1, 2], max_words: 10000, sublinear_tf: true}");
}

}  // namespace dlflow::views::texts
