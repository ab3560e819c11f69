#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {
namespace {

struct Options {};
void describe(schema::Object&, Options&) {}

/// Mean and population variance of the values that are present.
struct Moments {
  std::size_t count = 0;
  double mean = 0, variance = 0;
};

Moments moments(const std::vector<double>& values) {
  Moments m;
  double sum = 0;
  for (double v : values) {
    if (std::isnan(v)) continue;
    sum += v;
    ++m.count;
  }
  if (m.count == 0) return m;
  const double n = static_cast<double>(m.count);
  m.mean = sum / n;
  double squares = 0, rest = 0;
  for (double v : values) {
    if (std::isnan(v)) continue;
    squares += (v - m.mean) * (v - m.mean);
    rest += v - m.mean;
  }
  // The rounding of the mean is taken out again: Chan, Golub, LeVeque (1983).
  m.variance = (squares - rest * rest / n) / n;
  return m;
}

/// A variance that rounding alone can make counts as none (the rule of scikit-learn 1.2).
bool is_constant(const Moments& m) {
  const double n = static_cast<double>(m.count), eps = std::numeric_limits<double>::epsilon();
  const double error = n * m.mean * eps;
  return m.variance <= n * eps * m.variance + error * error;
}

/// x becomes (x - mean) / scale; scale is the population standard deviation (divided by N).
class Standardize final : public Transform {
 public:
  explicit Standardize(const Options&) {}

  void fit(const Layout& in, const Block& training, const StepPlace& place) override {
    for (std::size_t c = 0; c < in.numbers.size(); ++c) {
      const Moments m = moments(training.numbers[c]);
      if (m.count == 0)
        place.refuse(in.numbers[c], "every training value is missing",
                     "ignore the column, or 'drop' it in this view");
      if (!std::isfinite(m.variance))
        place.refuse(in.numbers[c], "its training values have no finite mean and variance",
                     "look for infinite or extremely large values in the column");
      mean_.push_back(m.mean);
      constant_.push_back(is_constant(m));
      scale_.push_back(constant_.back() ? 1 : std::sqrt(m.variance));
    }
  }
  Layout output(const Layout& in) const override { return in; }
  void apply(Block& block) const override {
    for (std::size_t c = 0; c < mean_.size(); ++c)
      for (double& v : block.numbers[c]) v = (v - mean_[c]) / scale_[c];
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
  return kind<Standardize, Options>("standardize",
                                    "Shifts and scales numbers to mean 0 and standard deviation 1.",
                                    {.takes = Takes::numbers});
}

}  // namespace dlflow::views
