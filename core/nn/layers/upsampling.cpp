#include "core/kernels/pooling.hpp"
#include "core/nn/layers/frames.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

template <bool kSequence>
struct Options {
  std::vector<std::int64_t> size = {2};
};
template <bool kSequence>
void describe(schema::Object& o, Options<kSequence>& x) {
  o.field("size", x.size, "How often each value is repeated; one number for all axes.")
      .between(1, 4096)
      .or_one();
  o.scalar_form("size");
  o.check("size", [&x] { return axes_problem(x.size, kSequence ? 1 : 2); });
}

/// y[h, w, c] = x[h / size, w / size, c]: what the backward of a sum over such windows does.
template <bool kSequence>
class Upsampling final : public TypedLayer<Upsampling<kSequence>> {
 public:
  explicit Upsampling(const Options<kSequence>& options) : size_(by_axis(options.size)) {
    if (kSequence) size_[1] = 1;
  }

  Shape output_shape(const Shape& input) const override {
    const Frame frame = frame_of(input, kSequence);
    return Frame{frame.height * size_[0], frame.width * size_[1], frame.channels}.shape(kSequence);
  }
  void build(const Shape& input) override { frame_ = frame_of(input, kSequence); }
  Layouts layouts(Layout available) const override { return {available, available}; }
  bool changes_steps() const override { return kSequence; }
  std::int32_t output_steps(std::int32_t steps) const override {
    return steps * static_cast<std::int32_t>(size_[0]);
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    kernels::sum_pool_backward({pass.rows, nullptr, pass.team}, plan(pass), false, pass.x, pass.y);
  }
  template <class T>
  void run_backward(const Pass<T>& pass) const {
    if (pass.dx)
      kernels::sum_pool<T>({pass.rows, nullptr, pass.team}, plan(pass), false, pass.dy, pass.dx);
  }

  void lower(graph::Graph& graph, const float*, const float*) const override {
    graph.apply("upsample");
    std::vector<double> size{static_cast<double>(size_[0])};
    if (!kSequence) size.push_back(static_cast<double>(size_[1]));
    graph.operations.back().attributes["size"] = size;
  }

 private:
  template <class T>
  kernels::Pooling plan(const Pass<T>& pass) const {
    kernels::Pooling plan;
    plan.height = {frame_.height * size_[0], frame_.height, size_[0], size_[0], 0};
    plan.width = {frame_.width * size_[1], frame_.width, size_[1], size_[1], 0};
    const Blocks blocks = blocks_of(pass.layouts.input, frame_.channels);
    plan.groups = blocks.groups;
    plan.channels = blocks.channels;
    return plan;
  }

  std::array<std::size_t, 2> size_;
  Frame frame_;
};

}  // namespace

LayerKind upsampling1d() {
  return schema::with_source(
      kind<Upsampling<true>, Options<true>>("upsampling1d", "Repeats each step.",
                                            {"{size: 3}", {.size = {3}}, {{4, 3}, {1, 16}}}),
      "as Keras's UpSampling1D");
}
LayerKind upsampling2d() {
  return schema::with_source(kind<Upsampling<false>, Options<false>>(
                                 "upsampling2d", "Repeats the rows and columns of an image.",
                                 {"{size: [3, 2]}", {.size = {3, 2}}, {{3, 2, 3}, {1, 1, 16}}}),
                             "as Keras's UpSampling2D");
}

}  // namespace dlflow::nn
