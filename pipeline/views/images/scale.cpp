#include <fmt/format.h>

#include <algorithm>

#include "pipeline/views/images/pixels.hpp"
#include "pipeline/views/samples/channel_scaling.hpp"

namespace dlflow::views::images {
namespace {

/// value = (value - low) / (high - low), the same for all channels: high is the largest training
/// value, low is 0 or, where it is less, the smallest.
class Scale final : public SampleStep<samples::Images> {
 public:
  explicit Scale(const NoOptions&) {}

  void fit(const samples::Images& training, const SamplePlace&) override {
    for (const ChannelMoments& m : channel_moments(training)) {
      low_ = std::min(low_, m.min);
      high_ = std::max(high_, m.max);
    }
    if (high_ <= low_) high_ = low_ + 1;
  }
  void apply(samples::Images& images) const override {
    const std::size_t channels = images.scale.size();
    const double factor = 1 / (high_ - low_);
    rescale(images, std::vector<double>(channels, factor),
            std::vector<double>(channels, -low_ * factor));
  }
  void lower(LoweredSamples& samples) const override {
    const std::size_t channels = samples.channels();
    const double factor = 1 / (high_ - low_);
    rescale(samples, std::vector<double>(channels, factor),
            std::vector<double>(channels, -low_ * factor));
  }
  std::string learnt() const override {
    return fmt::format("values from {} to {} become 0 to 1", spoken(low_), spoken(high_));
  }
  Archive save() const override {
    Archive archive;
    archive.put("low", low_);
    archive.put("high", high_);
    return archive;
  }
  void load(const Archive& archive) override {
    low_ = archive.number("low");
    high_ = archive.number("high");
    if (!(high_ > low_)) throw CorruptFile("high", "expected more than low");
  }

 private:
  double low_ = 0, high_ = 0;
};

}  // namespace

ImageStepKind scale() {
  return sample_kind<samples::Images, Scale, NoOptions>(
      "scale", "Brings the pixels to 0 to 1: divides by the largest value of the training rows.",
      {.source = "as scikit-learn's MaxAbsScaler, one scale for all pixels"});
}

}  // namespace dlflow::views::images
