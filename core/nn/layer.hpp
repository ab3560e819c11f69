#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/graph/graph.hpp"
#include "core/schema/schema.hpp"
#include "core/tensor/parameter.hpp"
#include "core/tensor/shape.hpp"

namespace dlflow::nn {

/// What one layer sees of one batch. All blocks are row-major; weights, gradients, saved and
/// scratch are the layer's own blocks.
template <class T>
struct Pass {
  std::size_t rows = 0;  ///< N
  const T* x = nullptr;  ///< (N, input shape)
  T* y = nullptr;        ///< (N, output shape); forward writes it, backward may read it
  T* dy = nullptr;       ///< (N, output shape); backward may overwrite it
  T* dx = nullptr;       ///< (N, input shape), overwritten; null when nobody needs it
  const T* weights = nullptr;
  T* gradients = nullptr;  ///< overwritten, not accumulated
  T* saved = nullptr;      ///< kept from forward to backward
  T* scratch = nullptr;    ///< of any content, for the time of one call
  bool is_training = false;
  RandomKey key{0};                        ///< of this layer and epoch
  std::span<const std::uint32_t> samples;  ///< the N row numbers, for random numbers by sample
};

/// One layer: backward stands next to forward. Const once built, so threads may share one.
class Layer {
 public:
  virtual ~Layer() = default;
  /// The shape of its result. Throws UserError (configuration) with both shapes and a hint when it
  /// cannot take the input; the network adds the place.
  virtual Shape output_shape(const Shape& input) const = 0;
  /// Lays out parameters and plans kernels for an input that output_shape accepts.
  virtual void build(const Shape& input) = 0;

  /// In the order they are saved, with Keras's names and layouts.
  const std::vector<Parameter>& parameters() const { return parameters_; }
  /// Values in the layer's block of the parameter buffer, gaps for alignment included.
  std::size_t block() const { return block_; }
  /// Writes fresh parameters to the layer's block, which holds zeros.
  virtual void initialize(RandomKey, float* /*weights*/) const {}

  /// Values kept for each row from forward to backward, and the scratch of one call.
  virtual std::size_t saved_per_row() const { return 0; }
  virtual std::size_t scratch() const { return 0; }
  /// Floating-point operations of forward for one row, 2 for a multiply-add.
  virtual double operations() const { return 0; }

  virtual void forward(const Pass<float>& pass) const = 0;
  virtual void backward(const Pass<float>& pass) const = 0;
  virtual void forward(const Pass<double>& pass) const = 0;
  virtual void backward(const Pass<double>& pass) const = 0;

  /// Appends what the layer does when predicting.
  virtual void lower(graph::Graph& graph, const float* weights) const = 0;

 protected:
  /// Appends a parameter on a 64-byte boundary.
  void add_parameter(std::string name, Shape shape);

 private:
  std::vector<Parameter> parameters_;
  std::size_t block_ = 0;
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

/// A kind of layer, with what the tests that loop over the table need.
struct LayerKind {
  schema::Choice choice;
  std::vector<Shape> inputs;                       ///< shapes it takes; never empty
  std::function<std::shared_ptr<void>()> example;  ///< options that exercise it
  std::function<std::unique_ptr<Layer>(const void* options)> make;
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

template <class Kind, class Options>
LayerKind kind(std::string name, std::string doc, KindExample<Options> example) {
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
  result.make = [](const void* options) {
    return std::make_unique<Kind>(*static_cast<const Options*>(options));
  };
  return result;
}

}  // namespace dlflow::nn
