#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/column_step.hpp"
#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

struct Options {
  bool clip = false;
};
void describe(schema::Object& o, Options& x) {
  o.field("clip", x.clip, "Whether values beyond the training range become 0 or 1.");
}

/// x becomes (x - low) / range over the training rows; a constant column has range 1.
class MinMax final : public ColumnStep {
 public:
  explicit MinMax(const Options& options) : clip_(options.clip) {}

  void fit_column(const std::string& name, const ColumnValues& values,
                  const StepContext& context) override {
    auto [low, high] = range_of(values);
    if (low > high) low = high = 0;
    if (!std::isfinite(high - low))
      context.refuse(name, "its training values have no finite range",
                     "look for infinite or extremely large values in the column");
    low_.push_back(low);
    high_.push_back(high);
  }
  void apply_column(std::size_t column, std::span<const double> from,
                    std::span<double> to) const override {
    shift_and_divide(from, to, low_[column], range(column));
    if (!clip_) return;
    for (double& v : to)
      if (!std::isnan(v)) v = std::clamp(v, 0.0, 1.0);
  }
  std::optional<Scaling> scaling(std::size_t column) const override {
    return clip_ ? std::nullopt : scaling_of(low_[column], range(column));
  }
  std::vector<Learnt> learnt(const Layout& in) const override {
    std::vector<Learnt> all;
    for (std::size_t c = 0; c < low_.size(); ++c)
      all.push_back({in.numbers[c], "",
                     high_[c] > low_[c]
                         ? fmt::format("scaled from {} .. {} to 0 .. 1{}", spoken(low_[c]),
                                       spoken(high_[c]), clip_ ? ", clipped" : "")
                         : fmt::format("constant at {} in the training rows: shifted to zero, "
                                       "scale 1",
                                       spoken(low_[c]))});
    return all;
  }
  void lower(const Layout&, LoweredBlock& block) const override {
    if (low_.empty()) return;
    std::vector<double> ranges;
    for (std::size_t c = 0; c < low_.size(); ++c) ranges.push_back(range(c));
    const graph::Expression x = block.value(block.numbers);
    const graph::Expression scaled = (x - x.row(low_)) / x.row(std::move(ranges));
    const auto clipped = [&] {
      return where(less(scaled, 0), 0, where(greater(scaled, 1), 1, scaled));
    };
    block.numbers = (clip_ ? clipped() : scaled).name();
  }
  Archive save() const override {
    Archive archive;
    archive.put("low", low_);
    archive.put("high", high_);
    archive.put("clip", std::int64_t{clip_});
    return archive;
  }
  void load(const Layout& in, const Archive& archive) override {
    low_ = sized_doubles(archive, "low", in.numbers.size());
    high_ = sized_doubles(archive, "high", in.numbers.size());
    clip_ = archive.integer("clip") != 0;
  }

 private:
  double range(std::size_t column) const {
    return high_[column] > low_[column] ? high_[column] - low_[column] : 1;
  }

  bool clip_;
  std::vector<double> low_, high_;
};

}  // namespace

TransformKind minmax() {
  return kind<MinMax, Options>("minmax", "Shifts and scales numbers to the range 0 to 1.",
                               {.takes = Takes::numbers,
                                .example = "{clip: true}",
                                .source = "as scikit-learn's MinMaxScaler"});
}

}  // namespace dlflow::views
