#include "core/kernels/onednn/convolution.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <shared_mutex>

#include "core/base/error.hpp"
#include "core/kernels/onednn/convolution_plan.hpp"
#include "core/kernels/onednn/half.hpp"
#include "core/kernels/rows.hpp"

namespace dlflow::kernels::onednn {
namespace {

/// Images have at most so many channels; kernels for them want the channels first.
constexpr std::size_t kImageChannels = 4;

/// The rows of one part.
struct Part {
  std::size_t begin, rows;
};
Part part_of(std::size_t rows, std::size_t part, std::size_t parts) {
  const std::size_t begin = rows * part / parts;
  return {begin, rows * (part + 1) / parts - begin};
}

void channels_first(std::size_t rows, std::size_t spatial, std::size_t channels, const float* x,
                    float* y) {
  for (std::size_t n = 0; n < rows; ++n, x += spatial * channels, y += spatial * channels)
    for (std::size_t s = 0; s < spatial; ++s)
      for (std::size_t c = 0; c < channels; ++c) y[c * spatial + s] = x[s * channels + c];
}

void channels_last(std::size_t rows, std::size_t spatial, std::size_t channels, const float* y,
                   float* x) {
  for (std::size_t n = 0; n < rows; ++n, x += spatial * channels, y += spatial * channels)
    for (std::size_t s = 0; s < spatial; ++s)
      for (std::size_t c = 0; c < channels; ++c) x[s * channels + c] = y[c * spatial + s];
}

class Planned final : public ConvolutionKernel<float> {
 public:
  Planned(const Convolution& shape, bool is_half) : s_(shape) {
    const bool is_image = s_.inputs <= kImageChannels;
    const bool blocks_output = s_.groups == 1 && can_block(s_.filters);
    is_input_blocked_ = blocks_output && can_block(s_.inputs);
    is_output_blocked_ = blocks_output && (is_input_blocked_ || is_image);
    order_ = is_input_blocked_                ? Order::blocked
             : is_output_blocked_ && is_image ? Order::channels_first
                                              : Order::channels_last;
    is_half_ = is_half && is_input_blocked_;
    if (order_ == Order::channels_last ||
        has_fast_kernels(s_, order_, is_output_blocked_, is_half_))
      return;
    is_input_blocked_ = is_output_blocked_ = is_half_ = false;
    order_ = Order::channels_last;
  }

  Layout input_layout(Layout) const override {
    return is_input_blocked_ ? Layout::blocked : Layout::plain;
  }
  Layout output_layout(Layout) const override {
    return is_output_blocked_ ? Layout::blocked : Layout::plain;
  }

  void forward(std::size_t rows, const float* x, const float* w, const float* b, float* y,
               Team* team) const override {
    const std::size_t parts = row_parts(rows);
    const ConvolutionPlan& first = plan(part_of(rows, 0, parts).rows);
    const void* kernel = prepared(first.to_forward, first, first.forward.weights, w);
    const Factor source = factor(Slot::input, rows * s_.input_size(), arranged(rows, x), team);
    run_parts(team, parts, [&](std::size_t p) {
      const Part part = part_of(rows, p, parts);
      const Step& step = plan(part.rows).forward;
      DLFLOW_REQUIRE(step.weights == first.forward.weights, "parts read one kernel");
      const float* none = zero_bias();
      execute(step.primitive, step.scratchpad,
              {{DNNL_ARG_SRC, step.source, source.at(part.begin * s_.input_size())},
               {DNNL_ARG_WEIGHTS, step.weights, kernel},
               {DNNL_ARG_BIAS, first.bias, b ? b : none},
               {DNNL_ARG_DST, step.destination, y + part.begin * s_.output_size()}});
    });
  }

  void backward_weights(std::size_t rows, const float* x, const float* dy, float* dw, float* db,
                        Team* team) const override {
    const std::size_t parts = row_parts(rows);
    const ConvolutionPlan& first = plan(part_of(rows, 0, parts).rows);
    const std::size_t kernel = first.weights_gradient.weights.get_size() / sizeof(float);
    // The gradient of each part: the kernel's, then the bias's.
    const std::size_t stride = (kernel + s_.filters + 15) / 16 * 16;
    auto* sums =
        static_cast<float*>(thread_memory(Slot::gradients, parts * stride * sizeof(float)));
    const Factor source = factor(Slot::input, rows * s_.input_size(), arranged(rows, x), team);
    const Factor slope = factor(Slot::weights, rows * s_.output_size(), dy, team);
    run_parts(team, parts, [&](std::size_t p) {
      const Part part = part_of(rows, p, parts);
      const Step& step = plan(part.rows).weights_gradient;
      DLFLOW_REQUIRE(step.weights == first.weights_gradient.weights, "parts sum alike blocks");
      execute(step.primitive, step.scratchpad,
              {{DNNL_ARG_SRC, step.source, source.at(part.begin * s_.input_size())},
               {DNNL_ARG_DIFF_DST, step.destination, slope.at(part.begin * s_.output_size())},
               {DNNL_ARG_DIFF_WEIGHTS, step.weights, sums + p * stride},
               {DNNL_ARG_DIFF_BIAS, first.bias, sums + p * stride + kernel}});
    });
    // (0 + 1) + (2 + 3)
    for (std::size_t width = 1; width < parts; width *= 2)
      for (std::size_t p = 0; p + width < parts; p += 2 * width)
        add_to_rows(1, stride, sums + (p + width) * stride, sums + p * stride);
    if (db) std::copy_n(sums + kernel, s_.filters, db);
    execute(
        first.from_weights_gradient, first.reorder_scratchpad,
        {{DNNL_ARG_FROM, first.weights_gradient.weights, sums}, {DNNL_ARG_TO, first.kernel, dw}});
  }

  void backward_input(std::size_t rows, const float* dy, const float* w, float* dx,
                      Team* team) const override {
    const std::size_t parts = row_parts(rows);
    const ConvolutionPlan& first = plan(part_of(rows, 0, parts).rows);
    const void* kernel = prepared(first.to_input_gradient, first, first.input_gradient.weights, w);
    const Factor slope = factor(Slot::gradients, rows * s_.output_size(), dy, team);
    const bool turns = order_ == Order::channels_first && s_.inputs > 1;
    float* result = turns ? static_cast<float*>(
                                thread_memory(Slot::input, rows * s_.input_size() * sizeof(float)))
                          : dx;
    run_parts(team, parts, [&](std::size_t p) {
      const Part part = part_of(rows, p, parts);
      const Step& step = plan(part.rows).input_gradient;
      DLFLOW_REQUIRE(step.weights == first.input_gradient.weights, "parts read one kernel");
      execute(step.primitive, step.scratchpad,
              {{DNNL_ARG_DIFF_DST, step.destination, slope.at(part.begin * s_.output_size())},
               {DNNL_ARG_WEIGHTS, step.weights, kernel},
               {DNNL_ARG_DIFF_SRC, step.source, result + part.begin * s_.input_size()}});
    });
    if (turns) channels_last(rows, s_.height * s_.width, s_.inputs, result, dx);
  }

 private:
  /// What a primitive multiplies: the floats themselves, or halves made of them.
  struct Factor {
    const float* floats;
    const std::uint16_t* halves;
    const void* at(std::size_t i) const {
      return halves ? static_cast<const void*>(halves + i) : static_cast<const void*>(floats + i);
    }
  };
  Factor factor(Slot slot, std::size_t n, const float* x, Team* team) const {
    return {x, is_half_ ? halves(slot, n, x, team) : nullptr};
  }

  /// The plan for so many rows, made when first asked for.
  const ConvolutionPlan& plan(std::size_t rows) const {
    {
      const std::shared_lock lock(mutex_);
      if (const auto at = plans_.find(rows); at != plans_.end()) return at->second;
    }
    const std::unique_lock lock(mutex_);
    return plans_.try_emplace(rows, s_, rows, order_, is_output_blocked_, is_half_).first->second;
  }

  /// The plain kernel as a primitive wants it, in memory of this thread.
  static const void* prepared(const dnnl::reorder& reorder, const ConvolutionPlan& plan,
                              const dnnl::memory::desc& wanted, const float* w) {
    void* memory = thread_memory(Slot::weights, wanted.get_size());
    execute(reorder, plan.reorder_scratchpad,
            {{DNNL_ARG_FROM, plan.kernel, w}, {DNNL_ARG_TO, wanted, memory}});
    return memory;
  }

  /// The input in the order of the plans.
  const float* arranged(std::size_t rows, const float* x) const {
    if (order_ != Order::channels_first || s_.inputs == 1) return x;
    auto* turned =
        static_cast<float*>(thread_memory(Slot::input, rows * s_.input_size() * sizeof(float)));
    channels_first(rows, s_.height * s_.width, s_.inputs, x, turned);
    return turned;
  }

  const float* zero_bias() const { return zeros_.data(); }

  Convolution s_;
  bool is_input_blocked_ = false, is_output_blocked_ = false, is_half_ = false;
  Order order_ = Order::channels_last;
  std::vector<float> zeros_ = std::vector<float>(s_.filters, 0.0F);
  mutable std::shared_mutex mutex_;
  mutable std::map<std::size_t, ConvolutionPlan> plans_;
};

}  // namespace

std::unique_ptr<ConvolutionKernel<float>> make_convolution(const Convolution& shape, bool is_half) {
  return std::make_unique<Planned>(shape, is_half);
}

}  // namespace dlflow::kernels::onednn
