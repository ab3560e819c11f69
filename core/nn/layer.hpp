#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/graph/graph.hpp"
#include "core/nn/pass.hpp"
#include "core/schema/schema.hpp"
#include "core/schema/source.hpp"
#include "core/tensor/parameter.hpp"
#include "core/tensor/shape.hpp"

namespace dlflow::nn {

class Chain;

/// One layer: backward stands next to forward. Const once built, so threads may share one.
class Layer {
 public:
  virtual ~Layer() = default;
  /// The shape of its result. Throws UserError (configuration) with both shapes and a hint when it
  /// cannot take the input; the network adds the place.
  virtual Shape output_shape(const Shape& input) const = 0;
  /// Lays out parameters and plans kernels for an input that output_shape accepts.
  virtual void build(const Shape& input) = 0;

  /// In the order they are saved, with Keras's names and layouts. `statistics` are saved alike, but
  /// no optimizer moves them.
  const std::vector<Parameter>& parameters() const { return parameters_; }
  const std::vector<Parameter>& statistics() const { return statistics_; }
  /// Values in the layer's block of the parameter buffer, gaps for alignment included.
  std::size_t block() const { return block_; }
  std::size_t statistics_block() const { return statistics_block_; }
  /// Writes fresh parameters and statistics to the layer's blocks, which hold zeros.
  virtual void initialize(RandomKey, float* /*weights*/, float* /*statistics*/) const {}

  /// Values kept from forward to backward, and values of scratch of one call, for so many rows.
  virtual std::size_t saved(std::size_t /*rows*/) const { return 0; }
  virtual std::size_t scratch(std::size_t /*rows*/) const { return 0; }
  /// The layouts it takes when its input lies in `available`; a network reorders between layers.
  virtual Layouts layouts(Layout /*available*/) const { return {}; }
  /// The real steps that a sequence with so many has behind this layer.
  virtual std::int32_t output_steps(std::int32_t steps) const { return steps; }
  virtual bool changes_steps() const { return false; }
  /// Floating-point operations of forward for one row, 2 for a multiply-add.
  virtual double operations() const { return 0; }

  virtual void forward(const Pass<float>& pass) const = 0;
  virtual void backward(const Pass<float>& pass) const = 0;
  virtual void forward(const Pass<double>& pass) const = 0;
  virtual void backward(const Pass<double>& pass) const = 0;

  /// Appends what the layer does when predicting.
  virtual void lower(graph::Graph& graph, const float* weights, const float* statistics) const = 0;

 protected:
  /// Appends a parameter on a 64-byte boundary; returns its index.
  std::size_t add_parameter(std::string name, Shape shape, Restraint restraint = {});
  std::size_t add_statistic(std::string name, Shape shape);
  /// Appends all of a nested chain under `name.`, or under the names of its entries alone.
  void add_nested(const std::string& name, const Chain& chain);

 private:
  std::vector<Parameter> parameters_, statistics_;
  std::size_t block_ = 0, statistics_block_ = 0;
};

/// Lets a layer write forward and backward once for every scalar type, as
/// `template <class T> void run_forward(const Pass<T>&) const`.
template <class Derived>
class TypedLayer : public Layer {
 public:
  void forward(const Pass<float>& pass) const final { self().run_forward(pass); }
  void backward(const Pass<float>& pass) const final { self().run_backward(pass); }
  void forward(const Pass<double>& pass) const final { self().run_forward(pass); }
  void backward(const Pass<double>& pass) const final { self().run_backward(pass); }

 private:
  const Derived& self() const { return static_cast<const Derived&>(*this); }
};

/// The real steps that the layer leaves of the current ones of the graph, of sequences (`steps`,
/// ...); "" where all are real.
std::string lowered_steps(graph::Graph& graph, const Layer& layer, std::size_t steps);
/// Appends zeros behind the real steps, where not all are real.
void lower_mask(graph::Graph& graph, const std::string& steps);

/// A kind of layer, with what the tests that loop over the table need.
struct LayerKind {
  schema::Choice choice;
  std::vector<Shape> inputs;                       ///< shapes it takes; never empty
  std::function<std::shared_ptr<void>()> example;  ///< options that exercise it
  std::function<std::unique_ptr<Layer>(const void* options)> make;
  std::size_t codes = 0;  ///< what it takes are whole numbers below this; 0: any numbers
};

/// All kinds, in the order of the list; and as choices for the tables of options.
const std::vector<LayerKind>& layer_kinds();
const schema::Choices& layer_choices();
/// Throws Bug when the choice is no layer's.
const LayerKind& kind_of(const schema::Choice& choice);

/// What a kind says beside its name: the example's options, as YAML and as a value, and inputs.
template <class Options>
struct KindExample {
  std::string text;
  Options options;
  std::vector<Shape> inputs;
};

/// The kind whose layers `make` makes of its options.
template <class Options>
LayerKind kind_made_by(std::unique_ptr<Layer> (*make)(const Options&), std::string name,
                       std::string doc, KindExample<Options> example) {
  LayerKind result;
  result.choice.name = std::move(name);
  result.choice.doc = std::move(doc);
  result.choice.example = std::move(example.text);
  result.choice.make = [] { return std::make_shared<Options>(); };
  result.choice.describe = [](schema::Object& o, void* options) {
    describe(o, *static_cast<Options*>(options));
  };
  result.inputs = std::move(example.inputs);
  result.example = [options = example.options] { return std::make_shared<Options>(options); };
  result.make = [make](const void* options) { return make(*static_cast<const Options*>(options)); };
  return result;
}

template <class Kind, class Options>
LayerKind kind(std::string name, std::string doc, KindExample<Options> example) {
  return kind_made_by<Options>(
      [](const Options& options) -> std::unique_ptr<Layer> {
        return std::make_unique<Kind>(options);
      },
      std::move(name), std::move(doc), std::move(example));
}

}  // namespace dlflow::nn
