#include "core/base/error.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

/// p[k] = weight of the training rows of class k / weight of all of them, whatever the features.
class MostFrequent final : public Model {
 public:
  MostFrequent(const NoOptions&, const Problem&) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    DLFLOW_REQUIRE(y.classes > 0 && x.rows == y.rows(), "the target must hold a class per row");
    if (x.rows == 0)
      throw UserError(ExitCode::data,
                      "model '" + context.model_name + "' was given no rows to learn from");
    const std::vector<double> weights = row_weights(y);
    shares_.assign(static_cast<std::size_t>(y.classes), 0.0);
    double all = 0;
    for (std::size_t n = 0; n < y.labels.size(); ++n) {
      shares_.at(static_cast<std::size_t>(y.labels[n])) += weights[n];
      all += weights[n];
    }
    for (double& share : shares_) share /= all;
  }

  data::Predictions predict(const data::Features& x) const override {
    data::Predictions out(x.rows, shares_.size());
    for (std::size_t n = 0; n < x.rows; ++n)
      for (std::size_t k = 0; k < shares_.size(); ++k) out(n, k) = shares_[k];
    return out;
  }

  Archive save() const override {
    Archive archive;
    archive.put("shares", shares_);
    return archive;
  }
  void load(const Archive& archive) override { shares_ = archive.doubles("shares"); }
  std::size_t parameters() const override { return shares_.size(); }

 private:
  std::vector<double> shares_;
};

}  // namespace

ModelKind most_frequent() {
  return kind<NoOptions, MostFrequent>(
      {.name = "most_frequent",
       .doc = "Baseline: the class shares of the training rows, so the most frequent class wins.",
       .example = "",
       .is_baseline = true},
      [](const NoOptions&, const Problem& problem) { return needs_classes(problem); });
}

}  // namespace dlflow::models
