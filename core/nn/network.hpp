#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/nn/embeddings.hpp"
#include "core/nn/layer.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::nn {

/// A chain of layers with its place in the contiguous parameter buffer. Holds no parameters and no
/// activations, so threads may share it.
class Network {
 public:
  struct Entry {
    std::string name;  ///< "layers.0", "output"
    std::string kind;
    std::unique_ptr<Layer> layer;
    Shape input, output;
    std::size_t offset = 0;  ///< of its block in the parameter buffer
  };
  /// A parameter under its full name: "layers.0.kernel", "output.bias", "embeddings.0".
  struct Named {
    std::string name;
    Shape shape;
    std::size_t offset;
  };

  /// The chosen layers and a dense output layer behind them. Throws UserError (configuration) at
  /// the place of a layer that does not take the shape before it.
  Network(const std::vector<schema::Chosen>& layers, Embeddings embeddings, std::size_t outputs);

  const std::vector<Entry>& entries() const { return entries_; }
  const Embeddings& embeddings() const { return embeddings_; }
  std::vector<Named> parameters() const;
  /// Values in the parameter buffer, gaps for alignment included; without the gaps.
  std::size_t buffer_size() const { return buffer_size_; }
  std::size_t parameter_count() const;
  std::size_t outputs() const { return entries_.back().output[0]; }

  /// Fresh parameters; weights holds buffer_size() zeros.
  void initialize(RandomKey key, float* weights) const;
  /// Everything up to the scores, before sigmoid or softmax.
  void lower(graph::Graph& graph, const float* weights) const;

 private:
  void append(std::string name, std::string kind, std::unique_ptr<Layer> layer);

  Embeddings embeddings_;
  std::vector<Entry> entries_;
  std::size_t buffer_size_ = 0;
};

/// The activations of one batch of at most `rows` rows, planned once in one arena, and the passes
/// over them. The network must outlive it. Not shared between threads; no pass allocates.
template <class T>
class Workspace {
 public:
  Workspace(const Network& network, std::size_t rows, bool with_backward);

  struct Run {
    std::size_t rows = 0;
    const T* weights = nullptr;
    bool is_training = false;
    RandomKey key{0};                        ///< of this epoch
    std::span<const std::uint32_t> samples;  ///< row numbers, when training
  };

  std::size_t rows() const { return rows_; }
  /// (rows, embeddings().width()): the caller writes the floats of each row.
  T* input() { return arena_.at(input_); }
  /// (code columns, rows()): the caller writes the codes.
  std::int32_t* codes() { return codes_.data(); }
  /// (rows, outputs), written by forward.
  T* scores() { return arena_.at(blocks_.back().y); }
  /// (rows, outputs): the caller writes the gradient of the loss before backward.
  T* score_gradients() { return arena_.at(gradients_[0]); }

  void forward(const Run& run);
  /// Overwrites `gradients`, laid out as the weights.
  void backward(const Run& run, T* gradients);
  std::size_t bytes() const { return arena_.size() * sizeof(T); }

 private:
  struct Block {
    std::size_t y, saved;
  };
  Pass<T> pass_of(std::size_t layer, const Run& run);

  const Network& network_;
  std::size_t rows_;
  Arena<T> arena_;
  AlignedVector<std::int32_t> codes_;
  std::vector<Block> blocks_;
  std::size_t input_ = 0, scratch_ = 0;
  std::size_t gradients_[2] = {0, 0};  ///< of results and inputs, in turns
};

}  // namespace dlflow::nn
