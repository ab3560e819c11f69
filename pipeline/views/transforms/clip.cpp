#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "pipeline/views/transforms/column_order.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/kinds.hpp"
#include "pipeline/views/transforms/number_step.hpp"

namespace dlflow::views {
namespace {

enum class By { sigma, iqr, quantile };
std::span<const std::string_view> names_of(By) {
  static constexpr std::array<std::string_view, 3> kNames = {"sigma", "iqr", "quantile"};
  return kNames;
}

struct Options {
  By by = By::iqr;
  std::optional<double> width;
  double low = 0.01, high = 0.99;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("by");
  o.field("by", x.by,
          "Where the limits lie: standard deviations around the mean, interquartile ranges beyond "
          "the quartiles, or quantiles.");
  o.field("width", x.width, "Of sigma and iqr: how many of them.")
      .above(0)
      .default_is("3 for sigma, 1.5 for iqr");
  o.field("low", x.low, "Of quantile: share of the training values below the lower limit.")
      .between(0, 1);
  o.field("high", x.high, "Of quantile: share of the training values below the upper limit.")
      .between(0, 1);
  o.check("width", [&x]() -> std::optional<std::string> {
    if (!x.width || x.by != By::quantile) return std::nullopt;
    return "is used by 'sigma' and 'iqr' alone\nset low and high instead";
  });
  o.check("low", [&x]() -> std::optional<std::string> {
    if (x.low < x.high) return std::nullopt;
    return fmt::format("must be below high ({}), got {}", x.high, x.low);
  });
}

/// Values beyond a limit become the limit.
class Clip final : public NumberStep {
 public:
  explicit Clip(const Options& options) : options_(options) {}

 private:
  Numbers learn(const ColumnValues& values, const std::string& column,
                const StepContext& context) const override {
    Numbers present = present_of(values, column, context);
    if (options_.by == By::sigma) {
      const Moments m = moments(present);
      const double reach = options_.width.value_or(3) * std::sqrt(std::max(m.variance, 0.0));
      return {m.mean - reach, m.mean + reach};
    }
    const bool is_quantile = options_.by == By::quantile;
    order_at_shares(present,
                    {is_quantile ? options_.low : 0.25, is_quantile ? options_.high : 0.75});
    if (is_quantile)
      return {quantile_of(present, options_.low), quantile_of(present, options_.high)};
    const double low = quantile_of(present, 0.25), high = quantile_of(present, 0.75);
    const double reach = options_.width.value_or(1.5) * (high - low);
    return {low - reach, high + reach};
  }
  bool suits(const Numbers& learnt) const override {
    return learnt.size() == 2 && learnt[0] <= learnt[1];
  }
  void change(std::span<const double> from, std::span<double> to,
              const Numbers& learnt) const override {
    std::ranges::transform(from, to.begin(), [low = learnt[0], high = learnt[1]](double v) {
      return v < low ? low : v > high ? high : v;
    });
  }
  graph::Expression lowered(const graph::Expression& x,
                            const std::vector<Numbers>& learnt) const override {
    const graph::Expression low = row_of(x, learnt, 0), high = row_of(x, learnt, 1);
    return where(less(x, low), low, where(greater(x, high), high, x));
  }
  std::string sentence(const Numbers& learnt) const override {
    return fmt::format("values below {} or above {} become these", spoken(learnt[0]),
                       spoken(learnt[1]));
  }

  Options options_;
};

}  // namespace

TransformKind clip() {
  return kind<Clip, Options>("clip", "Moves outliers to limits learnt from training rows.",
                             {.takes = Takes::numbers,
                              .example = "{by: sigma, width: 2}",
                              .source = "iqr: J. Tukey, Exploratory data analysis (1977), the "
                                        "fences of a box plot; as numpy's clip"});
}

}  // namespace dlflow::views
