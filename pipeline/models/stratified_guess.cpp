#include "pipeline/models/checks.hpp"
#include "pipeline/models/drawn_guess.hpp"
#include "pipeline/models/kinds.hpp"

namespace dlflow::models {
namespace {

class StratifiedGuess final : public DrawnGuess {
 public:
  StratifiedGuess(const NoOptions&, const Problem&) : DrawnGuess("stratified guess") {}
};

}  // namespace

ModelKind stratified_guess() {
  return kind<NoOptions, StratifiedGuess>(
      {.name = "stratified_guess",
       .doc = "Baseline: a class drawn for each row by the class shares of the training rows.",
       .source = "as scikit-learn's DummyClassifier, strategy stratified",
       .example = "",
       .is_baseline = true,
       .version = 2},
      [](const NoOptions&, const Problem& problem) { return needs_classes(problem); });
}

}  // namespace dlflow::models
