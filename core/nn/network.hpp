#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/nn/chain.hpp"
#include "core/nn/embeddings.hpp"
#include "core/nn/layer.hpp"
#include "core/nn/lowered_parts.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::nn {

/// What one row is made of: numbers and codes (a table row), a sequence (T, C), an image (H, W, C).
/// An empty shape: the row has no such part.
struct InputShapes {
  Embeddings table{0, {}};
  Shape sequence, image;
};

/// The chosen layers: of each part of a row, and behind the parts, which are concatenated.
struct ChosenLayers {
  /// Empty: the part goes on as it is.
  std::vector<schema::Chosen> table = {}, sequence = {}, image = {};
  std::vector<schema::Chosen> layers = {};
};

/// Chains of layers with their places in the contiguous parameter buffer. Holds no parameters and
/// no activations, so threads may share it.
///
///     parts (table, sequence, image) -> their layers -> concatenated -> layers -> output
class Network {
 public:
  enum class Part { table, sequence, image };
  /// One part of a row with its layers.
  struct Branch {
    Part part;
    Chain chain;
    std::size_t offset = 0, statistics_offset = 0;
  };
  /// A parameter under its full name: "layers.0.kernel", "output.bias", "embeddings.0",
  /// "inputs.image.0.kernel".
  struct Named {
    std::string name;
    Shape shape;
    std::size_t offset;
    bool is_statistic = false;
    Restraint restraint = {};
  };

  /// The layers and a dense output layer behind them. Throws UserError (configuration) at the place
  /// of a layer that does not take the shape before it, or when parts cannot be concatenated.
  Network(const ChosenLayers& chosen, InputShapes inputs, std::size_t outputs);

  const std::vector<Branch>& branches() const { return branches_; }
  const Chain& trunk() const { return *trunk_; }
  const Embeddings& embeddings() const { return inputs_.table; }
  const InputShapes& inputs() const { return inputs_; }
  std::vector<Named> parameters() const;
  /// Values that optimizers move, gaps for alignment included; they lie first.
  std::size_t trained_size() const { return trained_size_; }
  /// Values in the parameter buffer, statistics and gaps included; and without both.
  std::size_t buffer_size() const { return trained_size_ + statistics_size_; }
  std::size_t parameter_count() const;
  std::size_t outputs() const { return trunk_->output().at(0); }

  /// Fresh parameters; weights holds buffer_size() zeros.
  void initialize(RandomKey key, float* weights) const;
  /// Everything up to the scores, before sigmoid or softmax, over values of the graph.
  void lower(graph::Graph& graph, const float* weights, const LoweredParts& parts) const;

  std::size_t trunk_offset() const { return trunk_offset_; }
  std::size_t trunk_statistics_offset() const { return trunk_statistics_offset_; }

 private:
  std::string lower_table(graph::Graph& graph, const float* weights,
                          const LoweredParts& parts) const;
  void add_branch(Part part, const std::vector<schema::Chosen>& layers, Shape input);

  InputShapes inputs_;
  std::vector<Branch> branches_;
  std::unique_ptr<Chain> trunk_;
  std::size_t trained_size_ = 0, statistics_size_ = 0;
  std::size_t trunk_offset_ = 0, trunk_statistics_offset_ = 0;
};

std::span<const std::string_view> names_of(Network::Part);

/// The activations of one batch of at most `rows` rows, planned once in one arena, and the passes
/// over them. The network must outlive it. Not shared between threads; no pass allocates.
template <class T>
class Workspace {
 public:
  Workspace(const Network& network, std::size_t rows, bool with_backward);

  struct Run {
    std::size_t rows = 0;
    const T* weights = nullptr;
    T* new_statistics = nullptr;  ///< the statistics within `weights`, to be updated; or null
    bool is_training = false;
    RandomKey key{0};                        ///< of this epoch
    std::span<const std::uint32_t> samples;  ///< row numbers, when training
    Team* team = nullptr;
  };

  std::size_t rows() const { return rows_; }
  /// The blocks the caller fills before forward; null where a row has no such part. Padding behind
  /// the real steps of a sequence must be zero.
  T* table() { return block(Network::Part::table); }        ///< (rows, embeddings().width())
  std::int32_t* codes() { return codes_.data(); }           ///< (code columns, rows())
  T* sequence() { return block(Network::Part::sequence); }  ///< (rows, T, C)
  std::int32_t* steps() { return steps_.data(); }           ///< (rows), when there is a sequence
  T* image() { return block(Network::Part::image); }        ///< (rows, H, W, C)
  /// (rows, outputs), written by forward.
  T* scores() { return arena_.at(scores_); }
  /// (rows, outputs): the caller writes the gradient of the loss before backward.
  T* score_gradients() { return arena_.at(score_gradients_); }

  void forward(const Run& run);
  /// Overwrites `gradients`, laid out as the trained weights.
  void backward(const Run& run, T* gradients);
  std::size_t bytes() const { return arena_.size() * sizeof(T); }

 private:
  struct Block {
    std::size_t input = 0, saved = 0, output = 0, gradient = 0;
  };
  T* block(Network::Part part);
  const T* joined();
  const std::int32_t* steps_of_first();
  Pass<T> pass_of(const Run& run) const;
  Pass<T> branch_pass(std::size_t index, const Run& run);
  Pass<T> trunk_pass(const Run& run);

  const Network& network_;
  std::size_t rows_;
  Arena<T> arena_;
  AlignedVector<std::int32_t> codes_, steps_, changed_steps_;
  std::vector<Block> blocks_;
  std::size_t joined_ = 0, joined_gradient_ = 0, table_gradient_ = 0, trunk_saved_ = 0;
  std::size_t scores_ = 0, score_gradients_ = 0, scratch_ = 0;
};

}  // namespace dlflow::nn
