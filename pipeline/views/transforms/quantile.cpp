#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "pipeline/views/transforms/kinds.hpp"
#include "pipeline/views/transforms/number_step.hpp"
#include "pipeline/views/transforms/quantile_map.hpp"

namespace dlflow::views {
namespace {

enum class Output { uniform, normal };
std::span<const std::string_view> names_of(Output) {
  static constexpr std::array<std::string_view, 2> kNames = {"uniform", "normal"};
  return kNames;
}

struct Options {
  Output output = Output::uniform;
  std::int64_t quantiles = 1000;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("output");
  o.field("output", x.output, "The distribution that the numbers get.");
  o.field("quantiles", x.quantiles, "Most quantiles that are learnt.").between(2, 100000);
}

/// x becomes its share of the training values below it, or the normal number with that share.
/// Learnt: 1 for normal or 0, then the quantiles.
class Quantile final : public NumberStep {
 public:
  explicit Quantile(const Options& options) : options_(options) {}

 private:
  static QuantileMap map_of(const Numbers& learnt) {
    return {learnt[0] != 0, {learnt.begin() + 1, learnt.end()}};
  }
  Numbers learn(const ColumnValues& values, const std::string& column,
                const StepContext& context) const override {
    Numbers present = present_of(values, column, context);
    const bool is_normal = options_.output == Output::normal;
    const auto count = std::min(static_cast<std::size_t>(options_.quantiles), values.size());
    Numbers learnt = QuantileMap::fit(std::move(present), count, is_normal).quantiles;
    learnt.insert(learnt.begin(), is_normal);
    return learnt;
  }
  bool suits(const Numbers& learnt) const override {
    return learnt.size() >= 2 && std::is_sorted(learnt.begin() + 1, learnt.end());
  }
  void change(std::span<const double> from, std::span<double> to,
              const Numbers& learnt) const override {
    map_of(learnt).apply(from, to);
  }
  graph::Expression lowered(const graph::Expression& x,
                            const std::vector<Numbers>& learnt) const override {
    std::vector<graph::Expression> shares;
    for (std::size_t c = 0; c < learnt.size(); ++c)
      shares.push_back(map_of(learnt[c]).lowered_share(x.take({static_cast<double>(c)})));
    const graph::Expression share = concat(shares);
    return learnt[0][0] != 0 ? lowered_normal(share) : share;
  }
  std::string sentence(const Numbers& learnt) const override {
    return fmt::format("{} its place among {} quantiles, {} .. {}",
                       learnt[0] != 0 ? "becomes the normal number of" : "becomes",
                       learnt.size() - 1, spoken(learnt[1]), spoken(learnt.back()));
  }

  Options options_;
};

}  // namespace

TransformKind quantile() {
  return kind<Quantile, Options>(
      "quantile", "Replaces numbers by their place among the training values.",
      {.takes = Takes::numbers,
       .example = "{output: normal}",
       .source = "as scikit-learn's QuantileTransformer, over all rows"});
}

}  // namespace dlflow::views
