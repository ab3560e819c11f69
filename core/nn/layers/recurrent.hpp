#pragma once

#include "core/kernels/recurrent/recurrent.hpp"
#include "core/nn/initializer.hpp"
#include "core/nn/layers/layers.hpp"
#include "core/nn/restraint.hpp"

namespace dlflow::nn {

using kernels::recurrent::CellActivation;

/// What all recurrent layers share, with Keras's names and defaults.
struct RecurrentOptions {
  std::int64_t units = 0;
  CellActivation activation = CellActivation::tanh;
  bool use_bias = true;
  Initializer kernel_initializer = Initializer::glorot_uniform;
  Initializer recurrent_initializer = Initializer::orthogonal;
  Initializer bias_initializer = Initializer::zeros;
  double dropout = 0, recurrent_dropout = 0;
  bool return_sequences = false, go_backwards = false;
  KernelRestraint restraint = {};
};
void describe_recurrent(schema::Object& o, RecurrentOptions& x);

/// y_t = h_t of a cell over the real steps of a sequence: x (N, T, C), y (N, U), or (N, T, U) in
/// the order of processing with zeros behind the last real step. Parameters: kernel (C, G U),
/// recurrent_kernel (U, G U), bias (G U), or (2, G U) where h' U has one of its own.
///
/// Dropout multiplies x, and recurrent dropout h' where it meets the recurrent kernel, by 0 or
/// 1 / (1 - rate), drawn once for each sample and epoch and the same at every step.
/// Source: Gal and Ghahramani (2016); the cells are in kernels/recurrent.
class RecurrentLayer : public TypedLayer<RecurrentLayer> {
 public:
  /// `plan` brings the cell and its functions; the rest comes from the options and the input.
  RecurrentLayer(const RecurrentOptions& options, kernels::recurrent::Plan plan);

  Shape output_shape(const Shape& input) const override;
  void build(const Shape& input) override;
  void initialize(RandomKey key, float* weights, float*) const override;
  std::size_t saved(std::size_t rows) const override;
  std::size_t scratch(std::size_t rows) const override;
  double operations() const override;
  void lower(graph::Graph& graph, const float* weights, const float*) const override;

  template <class T>
  void run_forward(const Pass<T>& pass) const;
  template <class T>
  void run_backward(const Pass<T>& pass) const;

 protected:
  /// Changes fresh biases (as the parameter), for a cell that does not begin at zero.
  virtual void adjust_bias(float* /*bias*/) const {}
  std::size_t units() const { return plan_.units; }

 private:
  std::size_t input_factors(std::size_t rows) const;
  std::size_t state_factors(std::size_t rows) const;
  template <class T>
  kernels::recurrent::Pass<T> kernel_pass(const Pass<T>& pass) const;
  template <class T>
  const kernels::recurrent::Recurrent<T>& kernel() const;

  RecurrentOptions options_;
  kernels::recurrent::Plan plan_;
  std::unique_ptr<kernels::recurrent::Recurrent<float>> fast_;
  std::unique_ptr<kernels::recurrent::Recurrent<double>> exact_;
};

}  // namespace dlflow::nn
