#include <fmt/format.h>

#include <cmath>

#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/column_step.hpp"
#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

/// x becomes (x - mean) / scale; scale is the population standard deviation (divided by N).
class Standardize final : public ColumnStep {
 public:
  explicit Standardize(const Options&) {}

  void fit_column(const std::string& name, const ColumnValues& values,
                  const StepContext& context) override {
    const Moments m = moments(values);
    if (!std::isfinite(m.variance))
      context.refuse(name, "its training values have no finite mean and variance",
                     "look for infinite or extremely large values in the column");
    mean_.push_back(m.mean);
    constant_.push_back(m.is_constant());
    scale_.push_back(constant_.back() ? 1 : std::sqrt(m.variance));
  }
  void apply_column(std::size_t column, std::span<const double> from,
                    std::span<double> to) const override {
    shift_and_divide(from, to, mean_[column], scale_[column]);
  }
  std::optional<Scaling> scaling(std::size_t column) const override {
    return scaling_of(mean_[column], scale_[column]);
  }
  std::vector<Learnt> learnt(const Layout& in) const override {
    std::vector<Learnt> all;
    for (std::size_t c = 0; c < mean_.size(); ++c)
      all.push_back({in.numbers[c], "",
                     constant_[c] ? fmt::format("constant at {} in the training rows: shifted to "
                                                "zero, scale 1",
                                                spoken(mean_[c]))
                                  : fmt::format("scaled by mean {} and standard deviation {}",
                                                spoken(mean_[c]), spoken(scale_[c]))});
    return all;
  }
  void lower(const Layout&, LoweredBlock& block) const override {
    if (mean_.empty()) return;
    const graph::Expression x = block.value(block.numbers);
    block.numbers = ((x - x.row(mean_)) / x.row(scale_)).name();
  }
  Archive save() const override {
    Archive archive;
    archive.put("mean", mean_);
    archive.put("scale", scale_);
    archive.put("constant", constant_);
    return archive;
  }
  void load(const Layout& in, const Archive& archive) override {
    mean_ = sized_doubles(archive, "mean", in.numbers.size());
    scale_ = sized_doubles(archive, "scale", in.numbers.size());
    constant_ = sized_integers(archive, "constant", in.numbers.size());
  }

 private:
  std::vector<double> mean_, scale_;
  std::vector<std::int64_t> constant_;  ///< 0 or 1
};

}  // namespace

TransformKind standardize() {
  return kind<Standardize, Options>(
      "standardize", "Shifts and scales numbers to mean 0 and standard deviation 1.",
      {.takes = Takes::numbers, .source = "as scikit-learn's StandardScaler"});
}

}  // namespace dlflow::views
