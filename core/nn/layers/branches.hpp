#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/kernels/activation.hpp"
#include "core/kernels/merge.hpp"
#include "core/nn/chain.hpp"

namespace dlflow::nn {

/// How results of branches become one: those of kernels::Merge value by value, or one behind the
/// other along the last axis.
enum class Merging { concat, add, multiply, average, max };
std::span<const std::string_view> names_of(Merging);

/// Chains side by side over one input:
///
///   y = f(merge(branch_0(x), branch_1(x), ...))
///
/// An empty chain hands x on. Results lie in the layout of the first; others are reordered.
class Branches final : public TypedLayer<Branches> {
 public:
  struct Part {
    std::string name;  ///< prefix of its parameters
    std::vector<schema::Chosen> layers;
  };
  Branches(std::vector<Part> parts, Merging merging, kernels::Activation activation)
      : parts_(std::move(parts)), merging_(merging), activation_(activation) {}

  Shape output_shape(const Shape& input) const override;
  void build(const Shape& input) override;
  void initialize(RandomKey key, float* weights, float* statistics) const override;
  std::size_t saved(std::size_t rows) const override;
  std::size_t scratch(std::size_t rows) const override;
  Layouts layouts(Layout available) const override;
  bool changes_steps() const override { return branches_.front().chain.changes_steps(); }
  std::int32_t output_steps(std::int32_t steps) const override {
    return branches_.front().chain.output_steps(steps);
  }
  double operations() const override;
  void lower(graph::Graph& graph, const float* weights, const float* statistics) const override;

  template <class T>
  void run_forward(const Pass<T>& pass) const;
  template <class T>
  void run_backward(const Pass<T>& pass) const;

 private:
  struct Branch {
    Chain chain;
    std::size_t offset, statistics_offset;  ///< of its blocks within those of the layer
  };
  std::vector<Chain> chains(const Shape& input) const;
  Shape merged(const std::vector<Chain>& chains) const;
  /// The layout in which a branch leaves its result.
  template <class T>
  Layout left_in(const Branch& branch, const Pass<T>& pass) const;
  template <class T>
  Pass<T> pass_of(std::size_t index, const Pass<T>& pass, T* saved) const;
  template <class T>
  T* result_of(std::size_t index, const Pass<T>& pass, T* saved) const;
  template <class T>
  void join(std::size_t rows, std::size_t place, const Chain& chain, Layout layout, T* part,
            T* whole, bool is_split) const;
  template <class T>
  void slope_of(std::size_t index, const Pass<T>& pass, T* dy, T* out) const;
  std::size_t saved_of(std::size_t index, std::size_t rows) const;

  std::vector<Part> parts_;
  Merging merging_;
  kernels::Activation activation_;
  std::vector<Branch> branches_;
  Shape input_, output_;
};

}  // namespace dlflow::nn
