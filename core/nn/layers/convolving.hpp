#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/kernels/activation.hpp"
#include "core/kernels/convolution.hpp"
#include "core/nn/initializer.hpp"
#include "core/nn/layers/layers.hpp"
#include "core/nn/restraint.hpp"

namespace dlflow::nn {

/// What keeps the border: no zeros, as many as make y as large as x / strides, or, for sequences,
/// all of them in front, so that no step sees a later one.
enum class Padding { valid, same, causal };
std::span<const std::string_view> names_of(Padding);

/// Zeros before and behind an extent of `input` values, as Keras lays them.
struct Border {
  std::size_t before = 0, behind = 0;
};
Border border_of(Padding padding, std::size_t input, std::size_t kernel, std::size_t stride,
                 std::size_t dilation);

/// Options that every convolution shares, in Keras's words. One number stands for all axes.
struct ConvolutionOptions {
  std::vector<std::int64_t> kernel_size, strides = {1}, dilation_rate = {1};
  Padding padding = Padding::valid;
  kernels::Activation activation = kernels::Activation::linear;
  bool use_bias = true;
  Initializer kernel_initializer = Initializer::glorot_uniform;
  KernelRestraint restraint = {};
};
/// The table; `axes` is how many numbers a list may hold.
void describe_convolution(schema::Object& o, ConvolutionOptions& x, std::size_t axes);

/// A convolution over rows (H, W, C), or over sequences (T, C), with bias and activation:
///
///   y = f(conv(x, kernel) + bias)
///
/// Results behind the real steps of a sequence are zeros, so that padding a batch changes nothing.
class Convolving final : public TypedLayer<Convolving> {
 public:
  /// filters: of y. depth_multiplier: instead, each input channel has so many filters of its own.
  struct Channels {
    std::size_t filters = 0, groups = 1, depth_multiplier = 0;
  };
  Convolving(const ConvolutionOptions& options, Channels channels, bool is_sequence);

  Shape output_shape(const Shape& input) const override;
  void build(const Shape& input) override;
  void initialize(RandomKey key, float* weights, float* statistics) const override;
  Layouts layouts(Layout available) const override;
  bool changes_steps() const override;
  std::int32_t output_steps(std::int32_t steps) const override;
  double operations() const override;
  std::size_t saved(std::size_t rows) const override;
  void lower(graph::Graph& graph, const float* weights, const float* statistics) const override;

  template <class T>
  void run_forward(const Pass<T>& pass) const;
  template <class T>
  void run_backward(const Pass<T>& pass) const;

 private:
  template <class T>
  const kernels::ConvolutionKernel<T>& kernel() const;
  template <class T>
  T* bias_of(T* block) const {
    return options_.use_bias ? block + parameters()[1].offset : nullptr;
  }
  /// work(first row, rows) for parts of the rows, when there is an activation.
  template <class T, class Work>
  void each_part(const Pass<T>& pass, const Work& work) const;
  template <class T>
  void zero_padding(const Pass<T>& pass, T* y) const;
  kernels::Convolution shape_for(const Shape& input) const;
  void refuse(const Shape& input) const;

  ConvolutionOptions options_;
  Channels channels_;
  bool is_sequence_;
  kernels::Convolution shape_;
  std::unique_ptr<kernels::ConvolutionKernel<float>> fast_;
  std::unique_ptr<kernels::ConvolutionKernel<double>> exact_;
};

}  // namespace dlflow::nn
