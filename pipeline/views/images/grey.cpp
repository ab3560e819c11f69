#include <fmt/format.h>

#include <cmath>

#include "pipeline/views/images/pixels.hpp"
#include "pipeline/views/samples/last_steps.hpp"

namespace dlflow::views::images {
namespace {

/// grey = 0.299 red + 0.587 green + 0.114 blue. Source: ITU-R BT.601.
class Grey final : public SampleStep<samples::Images> {
 public:
  explicit Grey(const NoOptions&) {}

  void fit(const samples::Images& training, const SamplePlace& place) override {
    channels_ = training.block->channels;
    if (channels_ != 1 && channels_ != 3)
      place.refuse(
          fmt::format("needs 3 channels (red, green, blue), these images have {}", channels_),
          "leave the step out");
  }
  void apply(samples::Images& images) const override {
    if (channels_ == 1) return;
    settle(images);
    const samples::ImageSize size{images.block->height, images.block->width, 1};
    remake(images, size, false, [](std::span<const float> from, std::span<float> to) {
      for (std::size_t i = 0; i < to.size(); ++i) {
        const double red = from[3 * i], green = from[3 * i + 1], blue = from[3 * i + 2];
        to[i] = static_cast<float>(0.299 * red + 0.587 * green + 0.114 * blue);
      }
    });
  }
  void lower(LoweredSamples& samples) const override {
    if (channels_ == 1) return;
    settle(samples);
    const std::string weights = samples.graph->constant("grey", {{3, 1}, {0.299, 0.587, 0.114}});
    samples.value = samples.current().apply("matmul", {weights}).name();
    samples.shape.back() = 1;
    samples.scale = {1};
    samples.shift = {0};
  }
  std::string learnt() const override {
    return channels_ == 1 ? "the images are grey already" : "red, green and blue become one grey";
  }
  Archive save() const override {
    Archive archive;
    archive.put("channels", static_cast<std::int64_t>(channels_));
    return archive;
  }
  void load(const Archive& archive) override {
    channels_ = sized(archive, "channels");
    if (channels_ != 1 && channels_ != 3) throw CorruptFile("channels", "expected 1 or 3");
  }

 private:
  std::size_t channels_ = 0;
};

}  // namespace

ImageStepKind grey() {
  return sample_kind<samples::Images, Grey, NoOptions>(
      "grey", "Makes one channel of red, green and blue, weighted as the eye sees them.",
      {.source = "ITU-R Recommendation BT.601, the weights of luma"});
}

}  // namespace dlflow::views::images
