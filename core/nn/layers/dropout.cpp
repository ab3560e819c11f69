#include <algorithm>

#include "core/nn/layers/draws.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  double rate = 0.5;
};

void describe(schema::Object& o, Options& x) {
  o.field("rate", x.rate, "Share of inputs set to zero while training.").at_least(0).below(1);
  o.scalar_form("rate");
}

/// While training y = x m, where m is 0 with probability `rate` and else 1 / (1 - rate); when
/// predicting y = x. The random numbers of a value depend on layer, epoch, sample and position
/// alone, not on its batch.
/// Source: Srivastava et al., Dropout (2014), in the inverted form.
class Dropout final : public TypedLayer<Dropout> {
 public:
  explicit Dropout(const Options& options)
      : dropped_(word_limit(options.rate)), factor_(1 / (1 - options.rate)) {}

  Shape output_shape(const Shape& input) const override { return input; }
  void build(const Shape& input) override { size_ = count(input); }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    const std::size_t values = pass.rows * size_;
    if (!pass.is_training) {
      std::copy_n(pass.x, values, pass.y);
      return;
    }
    for (std::size_t n = 0; n < pass.rows; ++n)
      draw_row(pass.key, pass.samples[n], pass.saved + n * size_);
    for (std::size_t i = 0; i < values; ++i) pass.y[i] = pass.x[i] * pass.saved[i];
  }

  template <class T>
  void run_backward(const Pass<T>& pass) const {
    if (!pass.dx) return;
    for (std::size_t i = 0; i < pass.rows * size_; ++i) pass.dx[i] = pass.dy[i] * pass.saved[i];
  }

  std::size_t saved(std::size_t rows) const override { return rows * size_; }
  double operations() const override { return static_cast<double>(size_); }
  void lower(graph::Graph&, const float*, const float*) const override {}

 private:
  template <class T>
  void draw_row(RandomKey key, std::uint32_t sample, T* mask) const {
    draw_words(key, sample, size_, [&](std::size_t i, std::uint32_t word) {
      mask[i] = word < dropped_ ? T{0} : static_cast<T>(factor_);
    });
  }

  std::uint64_t dropped_;  ///< of 2^32
  double factor_;
  std::size_t size_ = 0;
};

}  // namespace

LayerKind dropout() {
  return schema::with_source(
      kind<Dropout, Options>("dropout", "Zeroes inputs at random while training.",
                             {"{rate: 0.2}", {.rate = 0.2}, {{10}, {1}, {3, 5}}}),
      "N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, Dropout: a "
      "simple way to prevent neural networks from overfitting (2014)");
}

}  // namespace dlflow::nn
