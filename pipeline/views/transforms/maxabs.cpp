#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/kinds.hpp"
#include "pipeline/views/transforms/number_step.hpp"

namespace dlflow::views {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

/// x becomes x / max |x|: zero stays zero.
class MaxAbs final : public NumberStep {
 public:
  explicit MaxAbs(const Options&) {}

 private:
  Numbers learn(const ColumnValues& values, const std::string& column,
                const StepContext& context) const override {
    const Range range = finite_range(values, column, context);
    return {usable_scale(std::max(std::abs(range.low), std::abs(range.high)))};
  }
  bool suits(const Numbers& learnt) const override { return learnt.size() == 1; }
  void change(std::span<const double> from, std::span<double> to,
              const Numbers& learnt) const override {
    shift_and_divide(from, to, 0, learnt[0]);
  }
  std::optional<Scaling> scaled(const Numbers& learnt) const override {
    return scaling_of(0, learnt[0]);
  }
  graph::Expression lowered(const graph::Expression& x,
                            const std::vector<Numbers>& learnt) const override {
    return x / row_of(x, learnt, 0);
  }
  std::string sentence(const Numbers& learnt) const override {
    return fmt::format("divided by its largest size {}", spoken(learnt[0]));
  }
};

}  // namespace

TransformKind maxabs() {
  return kind<MaxAbs, Options>(
      "maxabs", "Divides numbers by the largest size in training rows.",
      {.takes = Takes::numbers, .source = "as scikit-learn's MaxAbsScaler"});
}

}  // namespace dlflow::views
