#include <algorithm>
#include <cmath>

#include "core/kernels/convolution.hpp"
#include "core/kernels/normalization.hpp"
#include "core/nn/layers/layers.hpp"
#include "core/tensor/arena.hpp"

namespace dlflow::nn {
namespace {

struct Options {
  double momentum = 0.99, epsilon = 1e-3;
  bool center = true, scale = true;
};

void describe(schema::Object& o, Options& x) {
  o.field("momentum", x.momentum, "Share of the moving mean and variance that a batch keeps.")
      .at_least(0)
      .below(1);
  o.field("epsilon", x.epsilon, "Added to the variance.").above(0);
  o.field("center", x.center, "Whether a learnt offset is added.");
  o.field("scale", x.scale, "Whether the result is multiplied by a learnt factor.");
}

/// Each channel over the whole batch and all places, real steps of a sequence alone:
///
///   y = gamma (x - mean) / sqrt(variance + epsilon) + beta
///
/// While training mean and (biased) variance are those of the batch, and
/// moving = momentum moving + (1 - momentum) batch; when predicting they are the moving ones.
/// Source: Ioffe and Szegedy, Batch normalization (2015).
class BatchNormalization final : public TypedLayer<BatchNormalization> {
 public:
  explicit BatchNormalization(const Options& options) : options_(options) {}

  Shape output_shape(const Shape& input) const override {
    if (count(input) == 0)
      throw UserError(ExitCode::configuration, "expects at least one channel, got " + text(input));
    return input;
  }

  void build(const Shape& input) override {
    channels_ = input.back();
    spatial_ = count(input) / channels_;
    is_sequence_ = input.size() == 2;
    if (options_.scale) gamma_ = static_cast<int>(add_parameter("gamma", {channels_}));
    if (options_.center) beta_ = static_cast<int>(add_parameter("beta", {channels_}));
    add_statistic("moving_mean", {channels_});
    add_statistic("moving_variance", {channels_});
  }

  void initialize(RandomKey, float* weights, float* statistics) const override {
    if (gamma_ >= 0) std::fill_n(weights + offset_of(gamma_), channels_, 1.0F);
    std::fill_n(statistics + variance_offset(), channels_, 1.0F);
  }

  Layouts layouts(Layout available) const override { return {available, available}; }
  double operations() const override { return 2.0 * static_cast<double>(spatial_ * channels_); }

  /// Mean and 1 / sqrt(variance + epsilon) of the batch.
  std::size_t saved(std::size_t) const override { return 2 * aligned_count<float>(channels_); }
  /// Per channel: three factors, four arrays of one block; per part: three sums as doubles.
  std::size_t scratch(std::size_t) const override {
    return (kFactors + kMostParts * (kBlockArrays + 2 * kSums)) * aligned_count<float>(channels_);
  }

  template <class T>
  void run_forward(const Pass<T>& pass) const {
    const Blocks blocks = blocks_of(pass);
    const Memory<T> memory(*this, pass);
    if (pass.is_training) {
      batch_moments(pass, blocks, memory);
    } else {
      for (std::size_t c = 0; c < channels_; ++c) {
        memory.mean[c] = pass.statistics[c];
        memory.inverse[c] = T{1} / std::sqrt(pass.statistics[variance_offset() + c] +
                                             static_cast<T>(options_.epsilon));
      }
    }
    T *scale = memory.factor(0), *shift = memory.factor(1);
    for (std::size_t c = 0; c < channels_; ++c) {
      scale[c] = memory.inverse[c] * gamma_of(pass, c);
      shift[c] =
          (beta_ >= 0 ? pass.weights[offset_of(beta_) + c] : T{0}) - memory.mean[c] * scale[c];
    }
    each_block(pass, blocks, [&](std::size_t, std::size_t at, std::size_t c, std::size_t real) {
      kernels::scale_channels(real, blocks.channels, pass.x + at, scale + c, shift + c,
                              pass.y + at);
      std::fill_n(pass.y + at + real * blocks.channels, (spatial_ - real) * blocks.channels, T{0});
    });
  }

  template <class T>
  void run_backward(const Pass<T>& pass) const {
    const Blocks blocks = blocks_of(pass);
    const Memory<T> memory(*this, pass);
    memory.clear_sums();
    each_block(pass, blocks,
               [&](std::size_t part, std::size_t at, std::size_t c, std::size_t real) {
                 T *sums = memory.block(part, 0), *products = memory.block(part, 1);
                 kernels::channel_sums(real, blocks.channels, pass.x + at, pass.dy + at,
                                       memory.mean + c, sums, products);
                 for (std::size_t i = 0; i < blocks.channels; ++i) {
                   memory.sum(part, 0)[c + i] += static_cast<double>(sums[i]);
                   memory.sum(part, 1)[c + i] += static_cast<double>(products[i]);
                 }
               });
    T *a = memory.factor(0), *b = memory.factor(1), *shift = memory.factor(2);
    const double places = places_of(pass);
    for (std::size_t c = 0; c < channels_; ++c) {
      const double sum = memory.total(0, c), inverse = static_cast<double>(memory.inverse[c]);
      const double product = memory.total(1, c) * inverse;
      if (gamma_ >= 0) pass.gradients[offset_of(gamma_) + c] = static_cast<T>(product);
      if (beta_ >= 0) pass.gradients[offset_of(beta_) + c] = static_cast<T>(sum);
      // dx = gamma inverse (dy - sum / M - (x - mean) inverse product / M)
      const double scale = static_cast<double>(gamma_of(pass, c)) * inverse;
      const double slope = pass.is_training ? scale * inverse * product / places : 0;
      a[c] = static_cast<T>(scale);
      b[c] = static_cast<T>(-slope);
      shift[c] =
          pass.is_training
              ? static_cast<T>(slope * static_cast<double>(memory.mean[c]) - scale * sum / places)
              : T{0};
    }
    if (!pass.dx) return;
    each_block(pass, blocks, [&](std::size_t, std::size_t at, std::size_t c, std::size_t real) {
      kernels::mix_channels(real, blocks.channels, pass.x + at, pass.dy + at, a + c, b + c,
                            shift + c, pass.dx + at);
      std::fill_n(pass.dx + at + real * blocks.channels, (spatial_ - real) * blocks.channels, T{0});
    });
  }

  void lower(graph::Graph& graph, const float* weights, const float* statistics) const override {
    std::vector<float> scale(channels_, 1.0F), shift(channels_, 0.0F);
    for (std::size_t c = 0; c < channels_; ++c) {
      const float variance = statistics[variance_offset() + c];
      scale[c] = (gamma_ >= 0 ? weights[offset_of(gamma_) + c] : 1.0F) /
                 std::sqrt(variance + static_cast<float>(options_.epsilon));
      shift[c] = (beta_ >= 0 ? weights[offset_of(beta_) + c] : 0.0F) - statistics[c] * scale[c];
    }
    graph.apply("multiply", {graph.constant("scale", {{channels_}, {scale.begin(), scale.end()}})});
    graph.apply("add", {graph.constant("shift", {{channels_}, {shift.begin(), shift.end()}})});
    if (is_sequence_) lower_mask(graph, graph.steps);
  }

 private:
  static constexpr std::size_t kMostParts = 4, kFactors = 3, kBlockArrays = 2, kSums = 3;

  /// How the rows fall into blocks of (spatial, channels).
  struct Blocks {
    std::size_t per_row = 1, channels = 0;
  };

  /// The arrays of channels in the pass's memory.
  template <class T>
  struct Memory {
    Memory(const BatchNormalization& layer, const Pass<T>& pass)
        : channels(layer.channels_),
          stride(aligned_count<float>(channels)),
          parts(kernels::row_parts(pass.rows)),
          mean(pass.saved),
          inverse(pass.saved + stride),
          scratch(pass.scratch) {}
    T* factor(std::size_t i) const { return scratch + i * stride; }
    T* block(std::size_t part, std::size_t i) const {
      return scratch + (kFactors + part * kBlockArrays + i) * stride;
    }
    double* sum(std::size_t part, std::size_t i) const {
      T* begin = scratch + (kFactors + kMostParts * kBlockArrays) * stride;
      return reinterpret_cast<double*>(begin) + (part * kSums + i) * stride;
    }
    void clear_sums() const { std::fill_n(sum(0, 0), parts * kSums * stride, 0.0); }
    double total(std::size_t i, std::size_t c) const {
      double all = 0;
      for (std::size_t part = 0; part < parts; ++part) all += sum(part, i)[c];
      return all;
    }

    std::size_t channels, stride, parts;
    T *mean, *inverse, *scratch;
  };

  std::size_t offset_of(int parameter) const {
    return parameters()[static_cast<std::size_t>(parameter)].offset;
  }
  std::size_t variance_offset() const { return statistics()[1].offset; }
  template <class T>
  T gamma_of(const Pass<T>& pass, std::size_t c) const {
    return gamma_ >= 0 ? pass.weights[offset_of(gamma_) + c] : T{1};
  }

  template <class T>
  Blocks blocks_of(const Pass<T>& pass) const {
    if (std::is_same_v<T, double> || pass.layouts.input == Layout::plain) return {1, channels_};
    return {channels_ / kernels::channel_block(), kernels::channel_block()};
  }

  template <class T>
  std::size_t real_steps(const Pass<T>& pass, std::size_t n) const {
    return pass.steps && is_sequence_ ? static_cast<std::size_t>(pass.steps[n]) : spatial_;
  }

  template <class T>
  double places_of(const Pass<T>& pass) const {
    double places = 0;
    for (std::size_t n = 0; n < pass.rows; ++n) places += static_cast<double>(real_steps(pass, n));
    return std::max(places, 1.0);
  }

  /// work(part, offset of the block, its first channel, real places) for every block.
  template <class T, class Work>
  void each_block(const Pass<T>& pass, Blocks blocks, const Work& work) const {
    const std::size_t parts = kernels::row_parts(pass.rows), size = spatial_ * blocks.channels;
    run_parts(pass.team, parts, [&](std::size_t part) {
      const std::size_t end = pass.rows * (part + 1) / parts;
      for (std::size_t n = pass.rows * part / parts; n < end; ++n)
        for (std::size_t k = 0; k < blocks.per_row; ++k)
          work(part, (n * blocks.per_row + k) * size, k * blocks.channels, real_steps(pass, n));
    });
  }

  /// Mean and inverse deviation of the batch; blocks are joined by the formula of Chan, Golub and
  /// LeVeque (1979), parts in their order. Updates the moving ones.
  template <class T>
  void batch_moments(const Pass<T>& pass, Blocks blocks, const Memory<T>& memory) const {
    memory.clear_sums();
    // sum(part, 0): places so far, 1: mean, 2: squared deviations.
    const auto join = [](double count, double mean, double m2, double& all, double& all_mean,
                         double& all_m2) {
      if (count <= 0) return;
      const double delta = mean - all_mean, sum = all + count;
      all_mean += delta * count / sum;
      all_m2 += m2 + delta * delta * all * count / sum;
      all = sum;
    };
    each_block(pass, blocks,
               [&](std::size_t part, std::size_t at, std::size_t c, std::size_t real) {
                 if (real == 0) return;
                 T *mean = memory.block(part, 0), *m2 = memory.block(part, 1);
                 kernels::channel_moments(real, blocks.channels, pass.x + at, mean, m2);
                 for (std::size_t i = 0; i < blocks.channels; ++i)
                   join(static_cast<double>(real), static_cast<double>(mean[i]),
                        static_cast<double>(m2[i]), memory.sum(part, 0)[c + i],
                        memory.sum(part, 1)[c + i], memory.sum(part, 2)[c + i]);
               });
    const double keep = options_.momentum;
    for (std::size_t c = 0; c < channels_; ++c) {
      double all = 0, mean = 0, m2 = 0;
      for (std::size_t part = 0; part < memory.parts; ++part)
        join(memory.sum(part, 0)[c], memory.sum(part, 1)[c], memory.sum(part, 2)[c], all, mean, m2);
      const double variance = all > 0 ? m2 / all : 0;
      memory.mean[c] = static_cast<T>(mean);
      memory.inverse[c] = static_cast<T>(1 / std::sqrt(variance + options_.epsilon));
      if (!pass.new_statistics) continue;
      T& moving_mean = pass.new_statistics[c];
      T& moving_variance = pass.new_statistics[variance_offset() + c];
      moving_mean = static_cast<T>(keep * static_cast<double>(moving_mean) + (1 - keep) * mean);
      moving_variance =
          static_cast<T>(keep * static_cast<double>(moving_variance) + (1 - keep) * variance);
    }
  }

  Options options_;
  std::size_t spatial_ = 1, channels_ = 0;
  bool is_sequence_ = false;
  int gamma_ = -1, beta_ = -1;  ///< indices of the parameters
};

}  // namespace

LayerKind batch_normalization() {
  return schema::with_source(
      kind<BatchNormalization, Options>(
          "batch_normalization", "Gives every channel mean 0 and variance 1 over the batch.",
          {"{momentum: 0.9}", {.momentum = 0.9}, {{4}, {5, 3}, {3, 4, 2}}}),
      "S. Ioffe and C. Szegedy, Batch normalization: accelerating deep network training by "
      "reducing internal covariate shift (2015)");
}

}  // namespace dlflow::nn
