#include "pipeline/models/checks.hpp"
#include "pipeline/models/drawn_guess.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

class UniformGuess final : public DrawnGuess {
 public:
  UniformGuess(const NoOptions&, const Problem&) : DrawnGuess("uniform guess") {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    DrawnGuess::fit(x, y, context);
    make_equal();
  }
};

}  // namespace

ModelKind uniform_guess() {
  return kind<NoOptions, UniformGuess>(
      {.name = "uniform_guess",
       .doc = "Baseline of scores that count classes alike: a class drawn for each row, each class "
              "as often as any other.",
       .source = "as scikit-learn's DummyClassifier, strategy uniform",
       .example = "",
       .is_baseline = true,
       .is_for_rare_classes = true,
       .version = 2},
      [](const NoOptions&, const Problem& problem) { return needs_classes(problem); });
}

}  // namespace dlflow::models
