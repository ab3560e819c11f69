#include "core/kernels/pooling.hpp"
#include "core/nn/layers/frames.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

enum class Pool { max, average };

struct Options {};
void describe(schema::Object&, Options&) {}

/// y[c] = the largest value or the mean of channel c of (H, W, C), or of the real steps of (T, C).
/// A sequence without real steps gives zeros.
template <Pool kPool, bool kSequence>
class GlobalPooling final : public TypedLayer<GlobalPooling<kPool, kSequence>> {
 public:
  explicit GlobalPooling(const Options&) {}

  Shape output_shape(const Shape& input) const override {
    return {frame_of(input, kSequence).channels};
  }
  void build(const Shape& input) override { frame_ = frame_of(input, kSequence); }
  /// A row of one place lies alike in both layouts.
  Layouts layouts(Layout available) const override { return {available, Layout::plain}; }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    if constexpr (kPool == Pool::max)
      kernels::max_pool(rows(pass), plan(pass), pass.x, pass.y, pass.saved);
    else
      kernels::sum_pool(rows(pass), plan(pass), true, pass.x, pass.y);
  }
  template <class T>
  void run_backward(const Pass<T>& pass) const {
    if (!pass.dx) return;
    if constexpr (kPool == Pool::max)
      kernels::max_pool_backward<T>(rows(pass), plan(pass), pass.dy, pass.saved, pass.dx);
    else
      kernels::sum_pool_backward<T>(rows(pass), plan(pass), true, pass.dy, pass.dx);
  }

  std::size_t saved(std::size_t rows) const override {
    return kPool == Pool::max ? rows * frame_.channels : 0;
  }
  double operations() const override { return static_cast<double>(frame_.size()); }

  void lower(graph::Graph& graph, const float*, const float*) const override {
    graph.apply(kPool == Pool::max ? "global_max_pool" : "global_average_pool");
    graph.operations.back().attributes["is_sequence"] = kSequence ? 1.0 : 0.0;
  }

 private:
  /// One window over everything: of the whole width, and of the real steps of a sequence.
  template <class T>
  kernels::Pooling plan(const Pass<T>& pass) const {
    kernels::Pooling plan;
    plan.height = {frame_.height, 1, frame_.height, frame_.height, 0};
    plan.width = {frame_.width, 1, frame_.width, frame_.width, 0};
    const Blocks blocks = blocks_of(pass.layouts.input, frame_.channels);
    plan.groups = blocks.groups;
    plan.channels = blocks.channels;
    return plan;
  }
  template <class T>
  static kernels::PooledRows rows(const Pass<T>& pass) {
    return {pass.rows, kSequence ? pass.steps : nullptr, pass.team};
  }

  Frame frame_;
};

template <Pool kPool, bool kSequence>
LayerKind pooling(std::string name, std::string doc, std::vector<Shape> inputs) {
  return kind<GlobalPooling<kPool, kSequence>, Options>(std::move(name), std::move(doc),
                                                        {"{}", {}, std::move(inputs)});
}

}  // namespace

LayerKind global_max_pooling1d() {
  return schema::with_source(
      pooling<Pool::max, true>("global_max_pooling1d", "Takes the largest value of all steps.",
                               {{6, 2}, {1, 3}, {3, 16}}),
      "as Keras's GlobalMaxPooling1D");
}
LayerKind global_max_pooling2d() {
  return schema::with_source(
      pooling<Pool::max, false>("global_max_pooling2d", "Takes the largest value of each channel.",
                                {{4, 5, 2}, {1, 1, 3}, {3, 2, 16}}),
      "as Keras's GlobalMaxPooling2D");
}
LayerKind global_average_pooling1d() {
  return schema::with_source(
      pooling<Pool::average, true>("global_average_pooling1d", "Takes the mean of all steps.",
                                   {{6, 2}, {1, 3}, {3, 16}}),
      "M. Lin, Q. Chen and S. Yan, Network in network (2014); as Keras's GlobalAveragePooling1D");
}
LayerKind global_average_pooling2d() {
  return schema::with_source(
      pooling<Pool::average, false>("global_average_pooling2d", "Takes the mean of each channel.",
                                    {{4, 5, 2}, {1, 1, 3}, {3, 2, 16}}),
      "M. Lin, Q. Chen and S. Yan, Network in network (2014); as Keras's GlobalAveragePooling2D");
}

}  // namespace dlflow::nn
