#include "core/kernels/pooling.hpp"

#include "core/nn/layers/frames.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

/// What keeps the border: windows inside the input alone, or as many as strides fit in it.
enum class Border { valid, same };
[[maybe_unused]] std::span<const std::string_view> names_of(Border) {
  static constexpr std::array<std::string_view, 2> kNames{"valid", "same"};
  return kNames;
}

enum class Pool { max, average };

struct PoolingOptions {
  std::vector<std::int64_t> pool_size = {2}, strides;
  Border padding = Border::valid;
};

template <Pool kPool, bool kSequence>
struct Options : PoolingOptions {};

template <Pool kPool, bool kSequence>
void describe(schema::Object& o, Options<kPool, kSequence>& x) {
  constexpr std::size_t kAxes = kSequence ? 1 : 2;
  o.field("pool_size", x.pool_size, "Extent of a window; one number for all axes.")
      .at_least(1)
      .or_one();
  o.field("strides", x.strides, "Distance of windows.")
      .at_least(1)
      .or_one()
      .default_is("the pool_size");
  o.field("padding", x.padding, "Whether windows may reach over the border.");
  o.scalar_form("pool_size");
  o.check("pool_size", [&x] { return axes_problem(x.pool_size, kAxes); });
  o.check("strides", [&x]() -> std::optional<std::string> {
    return x.strides.empty() ? std::nullopt : axes_problem(x.strides, kAxes);
  });
}

/// y = the largest value or the mean of each window of (H, W, C), or of (T, C); a mean counts real
/// values alone, as in Keras. Windows of a sequence see its real steps; behind them are zeros.
template <Pool kPool, bool kSequence>
class Pooling final : public TypedLayer<Pooling<kPool, kSequence>> {
 public:
  explicit Pooling(const Options<kPool, kSequence>& options) : options_(options) {}

  Shape output_shape(const Shape& input) const override {
    const Frame frame = frame_of(input, kSequence);
    const kernels::Pooling plan = plan_for(frame);
    if (plan.height.output == 0 || plan.width.output == 0)
      throw UserError(
          ExitCode::configuration,
          "expects at least one window, got " + text(input) + " with windows of " + window_text(),
          "choose a smaller pool_size, or padding: same");
    return Frame{plan.height.output, plan.width.output, frame.channels}.shape(kSequence);
  }
  void build(const Shape& input) override { plan_ = plan_for(frame_of(input, kSequence)); }
  Layouts layouts(Layout available) const override { return {available, available}; }
  bool changes_steps() const override { return kSequence; }
  /// Windows that see at least one real step.
  std::int32_t output_steps(std::int32_t steps) const override {
    const kernels::Windows& w = plan_.height;
    const std::size_t last = static_cast<std::size_t>(steps) + w.before;
    const std::size_t windows = steps == 0 ? 0 : (last + w.stride - 1) / w.stride;
    return static_cast<std::int32_t>(std::min(windows, w.output));
  }

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
    return kPool == Pool::max ? rows * plan_.output_size() : 0;
  }
  double operations() const override {
    return static_cast<double>(plan_.output_size() * plan_.height.size * plan_.width.size);
  }

  void lower(graph::Graph& graph, const float*, const float*) const override {
    graph.apply(kPool == Pool::max ? "max_pool" : "average_pool");
    auto& a = graph.operations.back().attributes;
    const auto both = [](std::size_t h, std::size_t w) {
      return kSequence ? std::vector<double>{static_cast<double>(h)}
                       : std::vector<double>{static_cast<double>(h), static_cast<double>(w)};
    };
    a["size"] = both(plan_.height.size, plan_.width.size);
    a["strides"] = both(plan_.height.stride, plan_.width.stride);
    a["begin"] = both(plan_.height.before, plan_.width.before);
    a["end"] = both(behind(plan_.height), behind(plan_.width));
  }

 private:
  /// Places behind the input that the last window reaches.
  static std::size_t behind(const kernels::Windows& w) {
    const std::size_t reached = (w.output - 1) * w.stride + w.size;
    return reached > w.input + w.before ? reached - w.input - w.before : 0;
  }
  kernels::Windows windows(std::size_t input, std::size_t size, std::size_t stride) const {
    kernels::Windows w{input, 0, size, stride, 0};
    if (options_.padding == Border::same) {
      w.output = (input + stride - 1) / stride;
      const std::size_t covered = w.output > 0 ? (w.output - 1) * stride + size : 0;
      w.before = covered > input ? (covered - input) / 2 : 0;
    } else {
      w.output = input < size ? 0 : (input - size) / stride + 1;
    }
    return w;
  }
  kernels::Pooling plan_for(const Frame& frame) const {
    const auto size = by_axis(options_.pool_size);
    const auto stride = by_axis(options_.strides.empty() ? options_.pool_size : options_.strides);
    kernels::Pooling plan;
    plan.height = windows(frame.height, size[0], stride[0]);
    if (!kSequence) plan.width = windows(frame.width, size[1], stride[1]);
    plan.channels = frame.channels;
    return plan;
  }
  std::string window_text() const {
    const auto size = by_axis(options_.pool_size);
    return std::to_string(size[0]) + (kSequence ? "" : " x " + std::to_string(size[1]));
  }
  template <class T>
  kernels::Pooling plan(const Pass<T>& pass) const {
    kernels::Pooling plan = plan_;
    const Blocks blocks = blocks_of(pass.layouts.input, plan_.channels);
    plan.groups = blocks.groups;
    plan.channels = blocks.channels;
    return plan;
  }
  template <class T>
  static kernels::PooledRows rows(const Pass<T>& pass) {
    return {pass.rows, kSequence ? pass.steps : nullptr, pass.team};
  }

  Options<kPool, kSequence> options_;
  kernels::Pooling plan_;
};

template <Pool kPool, bool kSequence>
LayerKind pooling(std::string name, std::string doc, std::string example, Border padding,
                  std::vector<Shape> inputs) {
  Options<kPool, kSequence> options;
  options.pool_size = {3};
  options.strides = {2};
  options.padding = padding;
  return kind<Pooling<kPool, kSequence>, Options<kPool, kSequence>>(
      std::move(name), std::move(doc), {std::move(example), options, std::move(inputs)});
}

}  // namespace

LayerKind max_pooling1d() {
  return schema::with_source(
      pooling<Pool::max, true>("max_pooling1d", "Takes the largest value of each stretch.",
                               "{pool_size: 3, strides: 2, padding: same}", Border::same,
                               {{6, 2}, {5, 16}, {1, 1}}),
      "as Keras's MaxPooling1D");
}
LayerKind max_pooling2d() {
  return schema::with_source(
      pooling<Pool::max, false>("max_pooling2d", "Takes the largest value of each window.",
                                "{pool_size: 3, strides: 2}", Border::valid,
                                {{4, 5, 2}, {3, 3, 16}, {7, 5, 1}}),
      "as Keras's MaxPooling2D");
}
LayerKind average_pooling1d() {
  return schema::with_source(
      pooling<Pool::average, true>("average_pooling1d", "Takes the mean of each stretch.",
                                   "{pool_size: 3, strides: 2}", Border::valid,
                                   {{6, 2}, {5, 16}, {3, 1}}),
      "as Keras's AveragePooling1D");
}
LayerKind average_pooling2d() {
  return schema::with_source(
      pooling<Pool::average, false>("average_pooling2d", "Takes the mean of each window.",
                                    "{pool_size: 3, strides: 2, padding: same}", Border::same,
                                    {{4, 5, 2}, {3, 3, 16}, {1, 2, 1}}),
      "as Keras's AveragePooling2D");
}

}  // namespace dlflow::nn
