#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/views/images/pixels.hpp"

namespace dlflow::views::images {
namespace {

struct Options : SizeOptions {};
void describe(schema::Object& o, Options& x) { describe_size(o, x); }

/// Which old pixels make up a new one along one axis, and with what weights.
struct Weights {
  std::size_t first = 0;
  std::vector<double> weights;  ///< sum to 1
};

/// A triangle as wide as a new pixel where the image shrinks, as an old one where it grows:
/// bilinear interpolation that averages over what it skips.
std::vector<Weights> triangle(std::size_t from, std::size_t to) {
  const double ratio = static_cast<double>(from) / static_cast<double>(to);
  const double reach = std::max(ratio, 1.0);
  std::vector<Weights> all(to);
  for (std::size_t i = 0; i < to; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * ratio;
    const double low = std::max(centre - reach, 0.0);
    const double high = std::min(centre + reach, static_cast<double>(from));
    Weights& w = all[i];
    w.first = static_cast<std::size_t>(low);
    double sum = 0;
    for (std::size_t at = w.first; static_cast<double>(at) < high; ++at) {
      const double off = std::abs(static_cast<double>(at) + 0.5 - centre) / reach;
      w.weights.push_back(std::max(0.0, 1 - off));
      sum += w.weights.back();
    }
    for (double& weight : w.weights) weight /= sum;
  }
  return all;
}

class Resize final : public SampleStep<samples::Images> {
 public:
  explicit Resize(const Options& options)
      : height_(static_cast<std::size_t>(options.height)),
        width_(static_cast<std::size_t>(options.width)) {}

  void fit(const samples::Images&, const SamplePlace&) override {}
  void apply(samples::Images& images) const override {
    const samples::ImageSize old{images.block->height, images.block->width, images.block->channels};
    const auto rows = triangle(old.height, height_), columns = triangle(old.width, width_);
    const std::size_t channels = old.channels;
    std::vector<double> middle(height_ * old.width * channels);
    remake(images, {height_, width_, channels}, false,
           [&](std::span<const float> from, std::span<float> to) {
             const std::size_t line = old.width * channels;
             for (std::size_t y = 0; y < height_; ++y)
               for (std::size_t i = 0; i < line; ++i) {
                 double sum = 0;
                 for (std::size_t k = 0; k < rows[y].weights.size(); ++k)
                   sum += rows[y].weights[k] * from[(rows[y].first + k) * line + i];
                 middle[y * line + i] = sum;
               }
             for (std::size_t y = 0; y < height_; ++y)
               for (std::size_t x = 0; x < width_; ++x)
                 for (std::size_t c = 0; c < channels; ++c) {
                   double sum = 0;
                   for (std::size_t k = 0; k < columns[x].weights.size(); ++k)
                     sum += columns[x].weights[k] *
                            middle[y * line + (columns[x].first + k) * channels + c];
                   to[(y * width_ + x) * channels + c] = static_cast<float>(sum);
                 }
           });
  }
  void lower(LoweredSamples& samples) const override {
    // Height, width and channels take turns as the last axis.
    for (const std::size_t axis : {std::size_t{0}, std::size_t{1}}) {
      const std::size_t from = samples.shape[axis], to = axis == 0 ? height_ : width_;
      const std::vector<Weights> lines = triangle(from, to);
      std::vector<double> matrix(from * to);
      for (std::size_t i = 0; i < to; ++i)
        for (std::size_t k = 0; k < lines[i].weights.size(); ++k)
          matrix[(lines[i].first + k) * to + i] = lines[i].weights[k];
      const std::string weights =
          samples.graph->constant("weights", {{from, to}, std::move(matrix)});
      samples.value = samples.current()
                          .apply("transpose", {}, {{"axes", std::vector<double>{2, 3, 1}}})
                          .apply("matmul", {weights})
                          .name();
      samples.shape[axis] = to;
    }
    samples.value =
        samples.current().apply("transpose", {}, {{"axes", std::vector<double>{2, 3, 1}}}).name();
  }
  std::string learnt() const override {
    return fmt::format("resized to {} x {} pixels", height_, width_);
  }
  Archive save() const override {
    Archive archive;
    archive.put("height", static_cast<std::int64_t>(height_));
    archive.put("width", static_cast<std::int64_t>(width_));
    return archive;
  }
  void load(const Archive& archive) override {
    height_ = sized(archive, "height");
    width_ = sized(archive, "width");
  }

 private:
  std::size_t height_, width_;
};

}  // namespace

ImageStepKind resize() {
  return sample_kind<samples::Images, Resize, Options>(
      "resize", "Shrinks or enlarges the images, with bilinear weights.",
      {.example = "{height: 4, width: 5}"});
}

}  // namespace dlflow::views::images
