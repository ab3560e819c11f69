#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/kinds.hpp"
#include "pipeline/views/transforms/relevance.hpp"

namespace dlflow::views {
namespace {

enum class By { variance, correlation, f_test, mutual_information };
std::span<const std::string_view> names_of(By) {
  static constexpr std::array<std::string_view, 4> kNames = {"variance", "correlation", "f_test",
                                                             "mutual_information"};
  return kNames;
}

struct Options {
  std::optional<By> by;
  std::optional<double> limit;
  std::optional<std::int64_t> best;
  By way() const { return by.value_or(best ? By::f_test : By::variance); }
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("by");
  o.number_form("best");
  o.field("by", x.by,
          "What decides: variance of a column, correlation with an earlier kept column, or the F "
          "test or mutual information with the target.")
      .default_is("f_test where best is given, else variance");
  o.field("limit", x.limit,
          "Of variance and correlation: a column with no more variance, or with more correlation, "
          "is left out.")
      .at_least(0)
      .default_is("0 for variance, 0.95 for correlation");
  o.field("best", x.best, "Of f_test and mutual_information: how many columns are kept.")
      .at_least(1)
      .default_is("10");
  o.check("limit", [&x]() -> std::optional<std::string> {
    if (!x.limit || x.way() == By::variance || x.way() == By::correlation) return std::nullopt;
    return "is used by 'variance' and 'correlation' alone\nset best instead";
  });
  o.check("best", [&x]() -> std::optional<std::string> {
    if (!x.best || x.way() == By::f_test || x.way() == By::mutual_information) return std::nullopt;
    return "is used by 'f_test' and 'mutual_information' alone\nset limit, or by: f_test";
  });
}

/// Keeps number columns by a score; the others are left out.
class Select final : public Transform {
 public:
  explicit Select(const Options& options) : options_(options) {}

  void fit(const Layout& in, const Block& training, const StepContext& context) override;
  Layout output(const Layout& in) const override {
    Layout out;
    for (std::size_t c = 0; c < keeps_.size(); ++c)
      if (keeps_[c]) out.numbers.push_back(in.numbers[c]);
    return out;
  }
  void apply(Block& block) const override {
    std::size_t kept = 0;
    for (std::size_t c = 0; c < keeps_.size(); ++c) {
      if (!keeps_[c]) continue;
      if (kept != c) block.numbers[kept] = std::move(block.numbers[c]);
      ++kept;
    }
    block.numbers.resize(kept);
  }
  std::vector<Learnt> learnt(const Layout& in) const override {
    static constexpr std::array<std::string_view, 4> kWords = {
        "variance", "largest correlation with an earlier column", "F statistic",
        "mutual information"};
    std::vector<Learnt> all;
    for (std::size_t c = 0; c < keeps_.size(); ++c)
      all.push_back(
          {in.numbers[c], "",
           fmt::format("{}: its {} is {}", keeps_[c] ? "kept" : "left out",
                       kWords[static_cast<std::size_t>(options_.way())], spoken(scores_[c]))});
    return all;
  }
  void lower(const Layout&, LoweredBlock& block) const override {
    std::vector<double> kept;
    for (std::size_t c = 0; c < keeps_.size(); ++c)
      if (keeps_[c]) kept.push_back(static_cast<double>(c));
    block.numbers = kept.empty() ? "" : block.value(block.numbers).take(std::move(kept)).name();
  }
  Archive save() const override {
    Archive archive;
    archive.put("by", static_cast<std::int64_t>(options_.way()));
    archive.put("keeps", keeps_);
    archive.put("scores", scores_);
    return archive;
  }
  void load(const Layout& in, const Archive& archive) override {
    const std::int64_t by = archive.integer("by");
    if (by < 0 || by > 3) throw CorruptFile("by", fmt::format("{} is no way to select", by));
    options_.by = static_cast<By>(by);
    keeps_ = sized_integers(archive, "keeps", in.numbers.size());
    scores_ = sized_doubles(archive, "scores", in.numbers.size());
  }

 private:
  void keep_by_variance(const Block& training);
  void keep_by_correlation(const Block& training);
  void keep_best(const Block& training, const data::Target& target);

  Options options_;
  std::vector<std::int64_t> keeps_;  ///< 1 for each column that is kept
  std::vector<double> scores_;
};

void Select::fit(const Layout& in, const Block& training, const StepContext& context) {
  if (in.numbers.empty()) return;
  for (std::size_t c = 0; c < in.numbers.size(); ++c) {
    std::vector<double> values = training.numbers[c];
    require_values(values, in.numbers[c], context);
  }
  keeps_.assign(in.numbers.size(), 0);
  scores_.assign(in.numbers.size(), 0);
  if (options_.way() == By::variance) return keep_by_variance(training);
  if (options_.way() == By::correlation) return keep_by_correlation(training);
  DLFLOW_REQUIRE(context.target && context.target->rows() == training.rows,
                 "select by the target is fitted with the target of its rows");
  if (options_.best && static_cast<std::size_t>(*options_.best) > keeps_.size())
    context.note(fmt::format("select of view '{}' asks for the best {} of {}", context.view,
                             *options_.best, counted(keeps_.size(), "column")),
                 fmt::format("all {} are kept", keeps_.size()));
  keep_best(training, *context.target);
}

void Select::keep_by_variance(const Block& training) {
  const double limit = options_.limit.value_or(0);
  for (std::size_t c = 0; c < keeps_.size(); ++c) {
    const Moments m = moments(training.numbers[c]);
    scores_[c] = m.is_constant() ? 0 : m.variance;
    keeps_[c] = scores_[c] > limit;
  }
}

void Select::keep_by_correlation(const Block& training) {
  const double limit = options_.limit.value_or(0.95);
  for (std::size_t c = 0; c < keeps_.size(); ++c) {
    for (std::size_t earlier = 0; earlier < c; ++earlier)
      if (keeps_[earlier])
        scores_[c] = std::max(
            scores_[c], std::abs(correlation(training.numbers[earlier], training.numbers[c])));
    keeps_[c] = scores_[c] <= limit;
  }
}

/// Of equal scores the earlier column is kept.
void Select::keep_best(const Block& training, const data::Target& target) {
  for (std::size_t c = 0; c < keeps_.size(); ++c)
    scores_[c] = options_.way() == By::f_test ? f_statistic(training.numbers[c], target)
                                              : mutual_information(training.numbers[c], target);
  std::vector<std::size_t> order(keeps_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return scores_[a] > scores_[b]; });
  order.resize(std::min(order.size(), static_cast<std::size_t>(options_.best.value_or(10))));
  for (std::size_t c : order) keeps_[c] = 1;
}

}  // namespace

TransformKind select() {
  return kind<Select, Options>("select", "Keeps the number columns that say most.",
                               {.takes = Takes::numbers,
                                .example = "{by: f_test, best: 2}",
                                .source = "as scikit-learn's VarianceThreshold, and its "
                                          "SelectKBest with f_classif and f_regression"});
}

}  // namespace dlflow::views
