#include <fmt/format.h>

#include <cmath>

#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/kinds.hpp"
#include "pipeline/views/transforms/number_step.hpp"
#include "pipeline/views/transforms/yeo_johnson_power.hpp"

namespace dlflow::views {
namespace {

struct Options {
  bool standardize = true;
};
void describe(schema::Object& o, Options& x) {
  o.field("standardize", x.standardize, "Whether the powers get mean 0 and standard deviation 1.");
}

/// x becomes its Yeo-Johnson power, then (power - mean) / standard deviation.
class YeoJohnson final : public NumberStep {
 public:
  explicit YeoJohnson(const Options& options) : options_(options) {}

 private:
  Numbers learn(const ColumnValues& values, const std::string& column,
                const StepContext& context) const override {
    Numbers present = present_of(values, column, context);
    const double lambda = best_yeo_johnson_lambda(present);
    powers_of(present, lambda, present);
    const Moments m = moments(present);
    if (!std::isfinite(m.variance))
      context.refuse(column, "its training values have no finite power",
                     "put 'robust' or 'standardize' before it");
    if (!options_.standardize) return {lambda, 0, 1};
    return {lambda, m.mean, m.is_constant() ? 1 : std::sqrt(m.variance)};
  }
  bool suits(const Numbers& learnt) const override { return learnt.size() == 3; }
  void change(std::span<const double> from, std::span<double> to,
              const Numbers& learnt) const override {
    powers_of(from, learnt[0], to);
    shift_and_divide(to, to, learnt[1], learnt[2]);
  }
  graph::Expression lowered(const graph::Expression& x,
                            const std::vector<Numbers>& learnt) const override {
    const graph::Expression power = lowered_yeo_johnson(x, row_of(x, learnt, 0));
    return (power - row_of(x, learnt, 1)) / row_of(x, learnt, 2);
  }
  std::string sentence(const Numbers& learnt) const override {
    return fmt::format("becomes its power with lambda {}{}", spoken(learnt[0]),
                       learnt[1] != 0 || learnt[2] != 1 ? ", then mean 0 and deviation 1" : "");
  }

  Options options_;
};

}  // namespace

TransformKind yeo_johnson() {
  return kind<YeoJohnson, Options>(
      "yeo_johnson", "Bends numbers by a power so that they look normal.",
      {.takes = Takes::numbers,
       .version = 2,
       .source = "I. Yeo and R. Johnson, A new family of power transformations to improve "
                 "normality or symmetry (2000); as scikit-learn's PowerTransformer"});
}

}  // namespace dlflow::views
