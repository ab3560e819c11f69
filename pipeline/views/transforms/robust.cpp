#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/views/transforms/column_order.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/kinds.hpp"
#include "pipeline/views/transforms/number_step.hpp"

namespace dlflow::views {
namespace {

struct Options {
  double low = 0.25, high = 0.75;
};
void describe(schema::Object& o, Options& x) {
  o.field("low", x.low, "Share of the training values below the lower end of the scale.")
      .between(0, 1);
  o.field("high", x.high, "Share of the training values below its upper end.").between(0, 1);
  o.check("low", [&x]() -> std::optional<std::string> {
    if (x.low < x.high) return std::nullopt;
    return fmt::format("must be below high ({}), got {}", x.high, x.low);
  });
}

/// x becomes (x - median) / (quantile(high) - quantile(low)): outliers do not move it.
class Robust final : public NumberStep {
 public:
  explicit Robust(const Options& options) : options_(options) {}

 private:
  Numbers learn(const ColumnValues& values, const std::string& column,
                const StepContext& context) const override {
    Numbers present = present_of(values, column, context);
    order_at_shares(present, {options_.low, 0.5, options_.high});
    const double range = quantile_of(present, options_.high) - quantile_of(present, options_.low);
    return {quantile_of(present, 0.5), usable_scale(range)};
  }
  bool suits(const Numbers& learnt) const override { return learnt.size() == 2; }
  void change(std::span<const double> from, std::span<double> to,
              const Numbers& learnt) const override {
    shift_and_divide(from, to, learnt[0], learnt[1]);
  }
  std::optional<Scaling> scaled(const Numbers& learnt) const override {
    return scaling_of(learnt[0], learnt[1]);
  }
  graph::Expression lowered(const graph::Expression& x,
                            const std::vector<Numbers>& learnt) const override {
    return (x - row_of(x, learnt, 0)) / row_of(x, learnt, 1);
  }
  std::string sentence(const Numbers& learnt) const override {
    return fmt::format("scaled by the median {} and a range of quantiles of {}", spoken(learnt[0]),
                       spoken(learnt[1]));
  }

  Options options_;
};

}  // namespace

TransformKind robust() {
  return kind<Robust, Options>("robust", "Shifts and scales numbers by their median and quartiles.",
                               {.takes = Takes::numbers,
                                .example = "{low: 0.1, high: 0.9}",
                                .source = "as scikit-learn's RobustScaler"});
}

}  // namespace dlflow::views
