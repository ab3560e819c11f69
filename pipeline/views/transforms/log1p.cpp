#include <fmt/format.h>

#include <cmath>

#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/column_step.hpp"
#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

/// x becomes log(1 + x). Rows seen later may hold values at or below -1, where it is not defined:
/// they are read as the smallest training value.
class Log1p final : public ColumnStep {
 public:
  explicit Log1p(const Options&) {}

  void fit_column(const std::string& name, const ColumnValues& values,
                  const StepContext& context) override {
    const double low = range_of(values).low;
    if (low <= -1)
      context.refuse(
          name, fmt::format("expects values above -1, got {} in the training rows", spoken(low)),
          "use 'standardize' or 'minmax' for columns with negative values");
    low_.push_back(std::isinf(low) ? 0 : low);
  }
  void apply_column(std::size_t column, std::span<const double> from,
                    std::span<double> to) const override {
    std::ranges::transform(
        from, to.begin(), [low = low_[column]](double v) { return std::log1p(v <= -1 ? low : v); });
  }
  std::vector<Learnt> learnt(const Layout& in) const override {
    std::vector<Learnt> all;
    for (std::size_t c = 0; c < low_.size(); ++c)
      all.push_back({in.numbers[c], "",
                     fmt::format("becomes log(1 + x); values of -1 and less are read as {}",
                                 spoken(low_[c]))});
    return all;
  }
  void lower(const Layout&, LoweredBlock& block) const override {
    if (low_.empty()) return;
    const graph::Expression x = block.value(block.numbers);
    const graph::Expression low = where(is_missing(x), x, x.row(low_));
    block.numbers = logarithm(where(greater(x, -1), x, low) + 1).name();
  }
  Archive save() const override {
    Archive archive;
    archive.put("low", low_);
    return archive;
  }
  void load(const Layout& in, const Archive& archive) override {
    low_ = sized_doubles(archive, "low", in.numbers.size());
  }

 private:
  std::vector<double> low_;
};

}  // namespace

TransformKind log1p() {
  return kind<Log1p, Options>("log1p", "Takes log(1 + x) of numbers that spread over magnitudes.",
                              {.takes = Takes::numbers, .source = "as numpy's log1p"});
}

}  // namespace dlflow::views
