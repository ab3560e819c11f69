#include <bit>

#include "core/base/error.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/class_shares.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

/// One class drawn for each row by the shares of the training rows, given probability 1. The draw
/// follows from the row's values alone, so it is the same in any company.
class StratifiedGuess final : public ClassShares {
 public:
  StratifiedGuess(const NoOptions&, const Problem&) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    ClassShares::fit(x, y, context);
    seed_ = context.key.with("stratified guess").value();
  }

  data::Predictions predict(const data::Features& x) const override {
    data::Predictions out(x.rows, shares().size());
    for (std::size_t n = 0; n < x.rows; ++n) out(n, drawn_class(x, n)) = 1;
    return out;
  }

  std::string lower(graph::Graph&, const data::LoweredFeatures&) const override {
    throw UserError(ExitCode::configuration,
                    "a model of kind 'stratified_guess' draws by the bits of its input, which no "
                    "exported graph can do",
                    "export another model");
  }

  Archive save() const override {
    Archive archive = ClassShares::save();
    archive.put("seed", std::bit_cast<std::int64_t>(seed_));
    return archive;
  }
  void load(const Archive& archive) override {
    ClassShares::load(archive);
    seed_ = std::bit_cast<std::uint64_t>(archive.integer("seed"));
  }

 private:
  std::size_t drawn_class(const data::Features& x, std::size_t row) const {
    RandomKey key(seed_);
    if (x.dense.columns > 0)
      for (const float value : x.dense.row(row))
        key = key.with(std::uint64_t{std::bit_cast<std::uint32_t>(value)});
    for (const data::CodeColumn& column : x.codes)
      key = key.with(static_cast<std::uint64_t>(column.codes[row]));
    double rest = RandomStream(key).uniform();
    for (std::size_t k = 0; k + 1 < shares().size(); ++k) {
      if (rest < shares()[k]) return k;
      rest -= shares()[k];
    }
    return shares().size() - 1;
  }

  std::uint64_t seed_ = 0;
};

}  // namespace

ModelKind stratified_guess() {
  return kind<NoOptions, StratifiedGuess>(
      {.name = "stratified_guess",
       .doc = "Baseline: a class drawn for each row by the class shares of the training rows.",
       .example = "",
       .is_baseline = true},
      [](const NoOptions&, const Problem& problem) { return needs_classes(problem); });
}

}  // namespace dlflow::models
