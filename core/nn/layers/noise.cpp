#include <algorithm>
#include <cmath>

#include "core/nn/layers/draws.hpp"
#include "core/nn/layers/frames.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

struct NoiseOptions {
  double stddev = 0.1;
};
void describe(schema::Object& o, NoiseOptions& x) {
  o.field("stddev", x.stddev, "Standard deviation of the noise.").required().at_least(0);
  o.scalar_form("stddev");
}

struct GaussianOptions {
  double rate = 0.5;
};
void describe(schema::Object& o, GaussianOptions& x) {
  o.field("rate", x.rate, "Noise as strong as that of dropout with this share.")
      .at_least(0)
      .below(1);
  o.scalar_form("rate");
}

struct AlphaOptions {
  double rate = 0.5;
};
void describe(schema::Object& o, AlphaOptions& x) {
  o.field("rate", x.rate, "Share of inputs replaced while training.").at_least(0).below(1);
  o.scalar_form("rate");
}

struct SpatialOptions {
  double rate = 0.5;
};
void describe(schema::Object& o, SpatialOptions& x) {
  o.field("rate", x.rate, "Share of channels set to zero while training.").at_least(0).below(1);
  o.scalar_form("rate");
}

/// While training y = x factor + offset, with random factors and offsets by sample and position;
/// when predicting y = x. `Draw` writes both for the places of one row, and says which values of a
/// row share one place: each value has its own, or each channel.
template <class Draw>
class Noise final : public TypedLayer<Noise<Draw>> {
 public:
  template <class Options>
  explicit Noise(const Options& options) : draw_(options) {}

  Shape output_shape(const Shape& input) const override {
    draw_.check(input);
    return input;
  }
  void build(const Shape& input) override {
    size_ = count(input);
    places_ = draw_.places(input);
  }

  Layouts layouts(Layout available) const override {
    return Draw::kIsByChannel ? Layouts{available, available} : Layouts{};
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    if (!pass.is_training) {
      std::copy_n(pass.x, pass.rows * size_, pass.y);
      return;
    }
    T* factors = pass.saved;
    T* offsets = pass.saved + pass.rows * places_;
    std::fill_n(offsets, places_, T{0});
    for (std::size_t n = 0; n < pass.rows; ++n, factors += places_) {
      draw_.row(pass.key, pass.samples[n], places_, factors, offsets);
      each_frame(pass, n, [&](std::size_t at, std::size_t place, std::size_t width) {
        for (std::size_t j = 0; j < width; ++j)
          pass.y[at + j] = pass.x[at + j] * factors[place + j] + offsets[place + j];
      });
    }
  }

  template <class T>
  void run_backward(const Pass<T>& pass) const {
    if (!pass.dx) return;
    if (!pass.is_training) {
      std::copy_n(pass.dy, pass.rows * size_, pass.dx);
      return;
    }
    for (std::size_t n = 0; n < pass.rows; ++n)
      each_frame(pass, n, [&](std::size_t at, std::size_t place, std::size_t width) {
        const T* factors = pass.saved + n * places_ + place;
        for (std::size_t j = 0; j < width; ++j) pass.dx[at + j] = pass.dy[at + j] * factors[j];
      });
  }

  std::size_t saved(std::size_t rows) const override { return (rows + 1) * places_; }
  double operations() const override { return 2 * static_cast<double>(size_); }
  void lower(graph::Graph&, const float*, const float*) const override {}

 private:
  /// work(first value, its place, values) for stretches of a row whose places follow each other.
  template <class T, class Work>
  void each_frame(const Pass<T>& pass, std::size_t n, const Work& work) const {
    const Blocks blocks = blocks_of(pass.layouts.input, places_);
    const std::size_t group = size_ / blocks.groups;
    for (std::size_t g = 0; g < blocks.groups; ++g)
      for (std::size_t i = 0; i < group; i += blocks.channels)
        work(n * size_ + g * group + i, g * blocks.channels, blocks.channels);
  }

  Draw draw_;
  std::size_t size_ = 0, places_ = 1;
};

/// Every value has numbers of its own.
struct EachValue {
  static constexpr bool kIsByChannel = false;
  static void check(const Shape&) {}
  static std::size_t places(const Shape& input) { return count(input); }
};

/// y = x + stddev z, z standard normal.
struct Additive : EachValue {
  explicit Additive(const NoiseOptions& options) : stddev(options.stddev) {}
  template <class T>
  void row(RandomKey key, std::uint32_t sample, std::size_t n, T* factors, T* offsets) const {
    std::fill_n(factors, n, T{1});
    draw_normals(key, sample, n,
                 [&](std::size_t i, double z) { offsets[i] = static_cast<T>(stddev * z); });
  }
  double stddev;
};

/// y = x (1 + sqrt(rate / (1 - rate)) z), z standard normal.
/// Source: Srivastava et al., Dropout (2014), section 10.
struct Multiplicative : EachValue {
  explicit Multiplicative(const GaussianOptions& options)
      : stddev(std::sqrt(options.rate / (1 - options.rate))) {}
  template <class T>
  void row(RandomKey key, std::uint32_t sample, std::size_t n, T* factors, T*) const {
    draw_normals(key, sample, n,
                 [&](std::size_t i, double z) { factors[i] = static_cast<T>(1 + stddev * z); });
  }
  double stddev;
};

/// Values become alpha' = -1.7581 with probability `rate`; then y = a x + b keeps mean 0 and
/// variance 1: a = ((1 - rate)(1 + rate alpha'^2))^-1/2, b = -a rate alpha'.
/// Source: Klambauer et al., Self-normalizing neural networks (2017).
struct Alpha : EachValue {
  explicit Alpha(const AlphaOptions& options)
      : dropped(word_limit(options.rate)),
        a(1 / std::sqrt((1 - options.rate) * (1 + options.rate * kAlpha * kAlpha))),
        b(-a * options.rate * kAlpha) {}
  template <class T>
  void row(RandomKey key, std::uint32_t sample, std::size_t n, T* factors, T* offsets) const {
    draw_words(key, sample, n, [&](std::size_t i, std::uint32_t word) {
      factors[i] = word < dropped ? T{0} : static_cast<T>(a);
      offsets[i] = static_cast<T>(word < dropped ? a * kAlpha + b : b);
    });
  }
  static constexpr double kAlpha = -1.7580993408473766;
  std::uint64_t dropped;
  double a, b;
};

/// Whole channels of (T, C) or (H, W, C) are dropped.
/// Source: Tompson et al., Efficient object localization using convolutional networks (2015).
struct Spatial {
  static constexpr bool kIsByChannel = true;
  explicit Spatial(const SpatialOptions& options)
      : dropped(word_limit(options.rate)), factor(1 / (1 - options.rate)) {}
  static void check(const Shape& input) {
    if (input.size() != 2 && input.size() != 3)
      throw UserError(ExitCode::configuration,
                      "expects (N, T, C) or (N, H, W, C), got " + text(input), "use 'dropout'");
  }
  static std::size_t places(const Shape& input) { return input.back(); }
  template <class T>
  void row(RandomKey key, std::uint32_t sample, std::size_t n, T* factors, T*) const {
    draw_words(key, sample, n, [&](std::size_t i, std::uint32_t word) {
      factors[i] = word < dropped ? T{0} : static_cast<T>(factor);
    });
  }
  std::uint64_t dropped;
  double factor;
};

}  // namespace

LayerKind gaussian_noise() {
  return schema::with_source(
      kind<Noise<Additive>, NoiseOptions>("gaussian_noise", "Adds normal noise while training.",
                                          {"{stddev: 0.2}", {.stddev = 0.2}, {{10}, {1}, {3, 5}}}),
      "as Keras's GaussianNoise");
}
LayerKind gaussian_dropout() {
  return schema::with_source(
      kind<Noise<Multiplicative>, GaussianOptions>(
          "gaussian_dropout", "Multiplies by normal noise around 1 while training.",
          {"{rate: 0.2}", {.rate = 0.2}, {{10}, {1}, {3, 5}}}),
      "N. Srivastava, G. Hinton, A. Krizhevsky, I. Sutskever and R. Salakhutdinov, Dropout: a "
      "simple way to prevent neural networks from overfitting (2014), the multiplicative Gaussian "
      "noise; as Keras's GaussianDropout");
}
LayerKind alpha_dropout() {
  return schema::with_source(
      kind<Noise<Alpha>, AlphaOptions>(
          "alpha_dropout",
          "Drops inputs while training and keeps their mean and variance, for selu.",
          {"{rate: 0.2}", {.rate = 0.2}, {{10}, {1}, {3, 5}}}),
      "G. Klambauer, T. Unterthiner, A. Mayr and S. Hochreiter, Self-normalizing neural networks "
      "(2017)");
}
LayerKind spatial_dropout() {
  return schema::with_source(
      kind<Noise<Spatial>, SpatialOptions>("spatial_dropout",
                                           "Zeroes whole channels at random while training.",
                                           {"{rate: 0.3}", {.rate = 0.3}, {{4, 5}, {3, 2, 6}}}),
      "J. Tompson, R. Goroshin, A. Jain, Y. LeCun and C. Bregler, Efficient object localization "
      "using convolutional networks (2015)");
}

}  // namespace dlflow::nn
