#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/graph/graph.hpp"
#include "core/schema/schema.hpp"
#include "core/schema/source.hpp"

namespace dlflow::nn {

/// The truth and the scores of one batch. labels or values, as the kind reads.
template <class T>
struct LossPass {
  std::size_t rows = 0, outputs = 0;
  const T* scores = nullptr;  ///< (rows, outputs), before sigmoid or softmax
  const std::int32_t* labels = nullptr;
  const T* values = nullptr;
  const T* weights = nullptr;  ///< null: all 1
  T scale = 1;                 ///< the gradient's factor: 1 / rows for a mean
  T* gradient = nullptr;       ///< (rows, outputs), overwritten; null when not wanted
};

/// A loss with its options: a weighted sum over the rows with its gradient, in both scalar types,
/// and what the scores mean. Const once made, so threads may share one.
class Loss {
 public:
  virtual ~Loss() = default;
  virtual double run(const LossPass<float>&) const = 0;
  virtual double run(const LossPass<double>&) const = 0;
  /// Scores (rows, outputs) to predictions: (rows, K) probabilities or (rows, 1) values.
  virtual void predict(std::size_t rows, std::size_t outputs, const float* scores,
                       double* predictions) const = 0;
  /// Appends what predict does to the current output, which is left in f64.
  virtual void lower(graph::Graph& graph, std::size_t outputs) const = 0;
};

/// What a network is trained for: one score for two classes, K scores for K classes, or a value.
enum class Target { binary, multiclass, regression };

/// A kind of loss and the targets it suits.
struct LossKind {
  schema::Choice choice;
  std::vector<Target> suits;  ///< regression reads values, the others labels
  /// The values are counts: at least 0, and known up to a factor alone, never shifted.
  bool reads_counts = false;
  /// Throws UserError (configuration) when the options do not fit the number of classes (0: none).
  std::function<std::unique_ptr<Loss>(const void* options, std::size_t classes)> make;
};

/// All kinds, in the order of the list; and as choices for the tables of options.
const std::vector<LossKind>& loss_kinds();
const schema::Choices& loss_choices();
/// Throws Bug when the choice is no loss.
const LossKind& loss_kind_of(const schema::Choice& choice);

/// The loss of a target where none is chosen: cross-entropy for classes, else squared error.
schema::Chosen default_loss(Target target);
/// The loss chosen, or the default. Throws UserError (configuration) at the option `train.loss`,
/// with the kinds that suit, when it does not suit the target.
std::unique_ptr<Loss> make_loss(const schema::Chosen& chosen, Target target, std::size_t classes);

/// Lets a loss write `template <class T> double sum(const LossPass<T>&) const` once.
template <class Derived>
class TypedLoss : public Loss {
 public:
  double run(const LossPass<float>& pass) const final { return self().sum(pass); }
  double run(const LossPass<double>& pass) const final { return self().sum(pass); }

 private:
  const Derived& self() const { return static_cast<const Derived&>(*this); }
};

/// A kind of `Kind`, made from (const Options&, std::size_t classes).
template <class Kind, class Options>
LossKind loss(std::string name, std::string doc, std::string example, std::vector<Target> suits) {
  LossKind result;
  result.choice.name = std::move(name);
  result.choice.doc = std::move(doc);
  result.choice.example = std::move(example);
  result.choice.make = [] { return std::make_shared<Options>(); };
  result.choice.describe = [](schema::Object& o, void* options) {
    describe(o, *static_cast<Options*>(options));
  };
  result.suits = std::move(suits);
  result.make = [](const void* options, std::size_t classes) {
    return std::make_unique<Kind>(*static_cast<const Options*>(options), classes);
  };
  return result;
}

}  // namespace dlflow::nn
