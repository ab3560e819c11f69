#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/kernels/dispatch.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

struct Options {
  std::int64_t degree = 2;
  bool interaction_only = false;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("degree");
  o.field("degree", x.degree, "Most factors of a product.").between(1, 10);
  o.field("interaction_only", x.interaction_only,
          "Whether a column occurs once in a product at most: no squares.");
}

constexpr std::size_t kMostTerms = 20000;

DLFLOW_CLONES void multiply(const double* a, const double* b, std::size_t count, double* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = a[i] * b[i];
}

/// The columns of each product.
using Terms = std::vector<std::vector<std::size_t>>;

/// All products of up to `degree` of n columns, shorter ones first, in the order of their columns.
Terms products(std::size_t n, std::size_t degree, bool interaction_only) {
  Terms terms, last = {{}};
  for (std::size_t d = 0; d < degree; ++d) {
    Terms next;
    for (const auto& term : last) {
      const std::size_t first = term.empty() ? 0 : term.back() + interaction_only;
      for (std::size_t c = first; c < n && next.size() + terms.size() <= kMostTerms; ++c) {
        next.push_back(term);
        next.back().push_back(c);
      }
    }
    terms.insert(terms.end(), next.begin(), next.end());
    last = std::move(next);
  }
  return terms;
}

/// Of each product the place of the one without its last column; 0 for a column alone.
std::vector<std::size_t> without_last(const Terms& terms) {
  std::vector<std::size_t> places(terms.size());
  std::size_t shorter = 0;
  for (std::size_t t = 0; t < terms.size(); ++t) {
    if (terms[t].size() == 1) continue;
    while (!std::equal(terms[t].begin(), terms[t].end() - 1, terms[shorter].begin(),
                       terms[shorter].end()))
      ++shorter;
    places[t] = shorter;
  }
  return places;
}

/// "a^2 * b" of a, a, b.
std::string name_of(const std::vector<std::size_t>& term, const std::vector<std::string>& names) {
  std::vector<std::string> factors;
  for (std::size_t begin = 0, end = 0; begin < term.size(); begin = end) {
    while (end < term.size() && term[end] == term[begin]) ++end;
    factors.push_back(names[term[begin]] +
                      (end - begin > 1 ? "^" + std::to_string(end - begin) : ""));
  }
  return join(factors, " * ");
}

/// The columns and their products. A product with a missing factor is missing.
class Polynomial final : public Transform {
 public:
  explicit Polynomial(const Options& options) : options_(options) {}

  void fit(const Layout& in, const Block& training, const StepContext& context) override {
    find_terms(in.numbers.size());
    if (terms_.size() > kMostTerms)
      context.refuse(in.numbers[0],
                     fmt::format("{} columns have more than {} products", columns_, kMostTerms),
                     "lower the degree, or put 'select' or 'pca' before it");
    for (std::size_t c = 0; c < columns_; ++c)
      require_every_value(training.numbers[c], in.numbers[c], context);
  }
  Layout output(const Layout& in) const override {
    Layout out;
    for (const auto& term : terms_) out.numbers.push_back(name_of(term, in.numbers));
    return out;
  }
  void apply(Block& block) const override {
    // The columns themselves are the first terms; any other is an earlier one times a column.
    block.numbers.reserve(terms_.size());
    for (std::size_t t = columns_; t < terms_.size(); ++t) {
      double* out = block.add_numbers().data();
      multiply(block.numbers[shorter_[t]].data(), block.numbers[terms_[t].back()].data(),
               block.rows, out);
    }
  }
  std::vector<Learnt> learnt(const Layout& in) const override {
    std::vector<Learnt> all;
    for (std::size_t c = 0; c < columns_; ++c) {
      std::size_t count = 0;
      for (const auto& term : terms_)
        count += term.size() > 1 && std::count(term.begin(), term.end(), c);
      all.push_back({in.numbers[c], "",
                     fmt::format("joins {} products of up to {} factors", count, options_.degree)});
    }
    return all;
  }
  void lower(const Layout&, LoweredBlock& block) const override {
    std::vector<graph::Expression> out;
    // Terms of one length lie side by side.
    for (std::size_t begin = 0, end = 0; begin < terms_.size(); begin = end) {
      while (end < terms_.size() && terms_[end].size() == terms_[begin].size()) ++end;
      const auto factors = [&](std::size_t f) {
        std::vector<double> columns;
        for (std::size_t t = begin; t < end; ++t)
          columns.push_back(static_cast<double>(terms_[t][f]));
        return block.value(block.numbers).take(std::move(columns));
      };
      graph::Expression products = factors(0);
      for (std::size_t f = 1; f < terms_[begin].size(); ++f) products = products * factors(f);
      out.push_back(products);
    }
    if (!out.empty()) block.numbers = concat(out).name();
  }
  Archive save() const override {
    Archive archive;
    archive.put("degree", options_.degree);
    archive.put("interaction_only", std::int64_t{options_.interaction_only});
    return archive;
  }
  void load(const Layout& in, const Archive& archive) override {
    options_.degree = archive.integer("degree");
    options_.interaction_only = archive.integer("interaction_only") != 0;
    if (options_.degree < 1 || options_.degree > 10)
      throw CorruptFile("degree", fmt::format("{} is no degree", options_.degree));
    find_terms(in.numbers.size());
    if (terms_.size() > kMostTerms) throw CorruptFile("degree", "too many products");
  }

 private:
  void find_terms(std::size_t columns) {
    columns_ = columns;
    terms_ =
        products(columns, static_cast<std::size_t>(options_.degree), options_.interaction_only);
    shorter_ = without_last(terms_);
  }

  Options options_;
  std::size_t columns_ = 0;
  Terms terms_;
  std::vector<std::size_t> shorter_;  ///< the place of each term without its last column
};

}  // namespace

TransformKind polynomial() {
  return kind<Polynomial, Options>(
      "polynomial", "Adds products and powers of number columns.",
      {.takes = Takes::numbers,
       .example = "{degree: 3, interaction_only: false}",
       .source = "as scikit-learn's PolynomialFeatures without the constant column",
       .spreads_missing = true});
}

}  // namespace dlflow::views
