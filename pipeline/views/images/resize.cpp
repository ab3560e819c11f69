#include <fmt/format.h>

#include "core/samples/resampling.hpp"
#include "pipeline/views/images/pixels.hpp"

namespace dlflow::views::images {
namespace {

struct Options : SizeOptions {};
void describe(schema::Object& o, Options& x) { describe_size(o, x); }

class Resize final : public SampleStep<samples::Images> {
 public:
  explicit Resize(const Options& options)
      : height_(static_cast<std::size_t>(options.height)),
        width_(static_cast<std::size_t>(options.width)) {}

  void fit(const samples::Images&, const SamplePlace&) override {}
  void apply(samples::Images& images) const override {
    const samples::ImageSize old{images.block->height, images.block->width, images.block->channels};
    const samples::ImageSize size{height_, width_, old.channels};
    samples::Resampling resampling(old, size);
    remake(images, size, false,
           [&](std::span<const float> from, std::span<float> to) { resampling.run(from, to); });
  }
  void lower(LoweredSamples& samples) const override {
    // Height, width and channels take turns as the last axis.
    for (const std::size_t axis : {std::size_t{0}, std::size_t{1}}) {
      const std::size_t from = samples.shape[axis], to = axis == 0 ? height_ : width_;
      const auto lines = samples::triangle_weights(from, to);
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
      {.example = "{height: 4, width: 5}", .source = "as Pillow's resize with BILINEAR"});
}

}  // namespace dlflow::views::images
