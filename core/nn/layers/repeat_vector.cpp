#include <algorithm>

#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  std::int64_t n = 0;
};

void describe(schema::Object& o, Options& x) {
  o.field("n", x.n, "Number of steps.").required().between(1, 1 << 20);
  o.scalar_form("n");
}

/// y_t = x for n steps: x (N, F), y (N, n, F). All of them are real.
class RepeatVector final : public TypedLayer<RepeatVector> {
 public:
  explicit RepeatVector(const Options& options) : steps_(static_cast<std::size_t>(options.n)) {}

  Shape output_shape(const Shape& input) const override {
    if (input.size() != 1 || input[0] == 0)
      throw UserError(ExitCode::configuration, "expects (N, F), got " + text(input),
                      input.size() > 1 ? "put 'flatten' before it" : "give it at least one input");
    return {steps_, input[0]};
  }
  void build(const Shape& input) override { width_ = input.at(0); }
  std::int32_t output_steps(std::int32_t) const override {
    return static_cast<std::int32_t>(steps_);
  }
  bool changes_steps() const override { return true; }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    for (std::size_t n = 0; n < pass.rows; ++n)
      for (std::size_t t = 0; t < steps_; ++t)
        std::copy_n(pass.x + n * width_, width_, pass.y + (n * steps_ + t) * width_);
  }

  template <class T>
  void run_backward(const Pass<T>& pass) const {
    if (!pass.dx) return;
    std::fill_n(pass.dx, pass.rows * width_, T{0});
    for (std::size_t n = 0; n < pass.rows; ++n)
      for (std::size_t t = 0; t < steps_; ++t)
        for (std::size_t i = 0; i < width_; ++i)
          pass.dx[n * width_ + i] += pass.dy[(n * steps_ + t) * width_ + i];
  }

  void lower(graph::Graph& graph, const float*, const float*) const override {
    graph.apply("repeat");
    graph.operations.back().attributes["steps"] = static_cast<double>(steps_);
  }

 private:
  std::size_t steps_, width_ = 0;
};

}  // namespace

LayerKind repeat_vector() {
  return schema::with_source(
      kind<RepeatVector, Options>("repeat_vector", "Repeats a row as the steps of a sequence.",
                                  {"{n: 3}", {.n = 3}, {{4}, {1}}}),
      "as Keras's RepeatVector");
}

}  // namespace dlflow::nn
