#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/nn/layer.hpp"

namespace dlflow::nn {

/// Layers one behind the other: the body of a network, and of layers that hold layers. Const once
/// built; a pass works in the saved and scratch memory that its caller hands in.
class Chain {
 public:
  struct Entry {
    std::string name;  ///< "0", "1", ... within the chain
    std::string kind;
    std::unique_ptr<Layer> layer;
    Shape input, output;
    std::size_t offset = 0, statistics_offset = 0;  ///< of its blocks within those of the chain
    std::array<Layouts, 2> layouts;  ///< when the chain's input is plain, and when it is blocked
    std::size_t input_size = 0, output_size = 0;  ///< values of a row
    bool may_convert = false;  ///< whether its input may have to be brought into another layout
  };

  explicit Chain(Shape input) : input_(std::move(input)), widest_(count(input_)) {}
  /// The chosen layers, built. Throws UserError (configuration) at the place of a layer that does
  /// not take the shape before it; its path begins with the layer's index and kind.
  Chain(const std::vector<schema::Chosen>& layers, Shape input);
  void append(std::string name, std::string kind, std::unique_ptr<Layer> layer);

  const std::vector<Entry>& entries() const { return entries_; }
  bool is_empty() const { return entries_.empty(); }
  const Shape& input() const { return input_; }
  const Shape& output() const { return entries_.empty() ? input_ : entries_.back().output; }
  std::size_t block() const { return block_; }
  std::size_t statistics_block() const { return statistics_block_; }
  double operations() const;
  void initialize(RandomKey key, float* weights, float* statistics) const;

  /// Layouts of the first layer's input and of the last one's result.
  Layouts layouts(Layout available) const;
  std::int32_t output_steps(std::int32_t steps) const;
  bool changes_steps() const;

  /// Memory of a pass: what is kept from forward to backward, and what is not.
  std::size_t saved(std::size_t rows) const;
  std::size_t scratch(std::size_t rows) const;
  /// The pass's blocks are the chain's own. `pass.layouts.input` is the layout of x and dx; the
  /// result lies as layouts() says. An empty chain copies.
  template <class T>
  void forward(const Pass<T>& pass) const;
  template <class T>
  void backward(const Pass<T>& pass) const;

  void lower(graph::Graph& graph, const float* weights, const float* statistics) const;

 private:
  /// Values of the blocks of one entry in the saved memory, and where they lie.
  struct Sizes {
    std::size_t converted = 0, y = 0, saved = 0, steps = 0;
  };
  template <class T>
  struct Places {
    T *converted, *y, *saved, *steps, *end;
  };
  Sizes sizes(std::size_t index, std::size_t rows) const;
  template <class T>
  Places<T> places(std::size_t index, std::size_t rows, T* begin) const;
  std::size_t saved_of(std::size_t index, std::size_t rows) const;
  Layouts layouts_of(std::size_t index, bool is_float, Layout available) const;
  Layout arriving(std::size_t index, bool is_float, Layout available) const;
  template <class T>
  Pass<T> pass_of(std::size_t index, const Pass<T>& pass, const Places<T>& at) const;

  Shape input_;
  std::vector<Entry> entries_;
  std::size_t block_ = 0, statistics_block_ = 0, widest_;
};

}  // namespace dlflow::nn
