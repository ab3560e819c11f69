#include "pipeline/views/images/pixels.hpp"
#include "pipeline/views/samples/channel_scaling.hpp"
#include "pipeline/views/samples/last_steps.hpp"

namespace dlflow::views::images {
namespace {

class Standardize final : public SampleStep<samples::Images> {
 public:
  explicit Standardize(const NoOptions&) {}

  void fit(const samples::Images& training, const SamplePlace&) override {
    for (const ChannelMoments& m : channel_moments(training)) scaling_.add(m.mean, m.deviation);
  }
  void apply(samples::Images& images) const override {
    rescale(images, scaling_.factors(), scaling_.shifts());
  }
  std::string learnt() const override { return scaling_.learnt(); }
  Archive save() const override { return scaling_.save(); }
  void load(const Archive& archive) override { scaling_.load(archive); }

 private:
  ChannelScaling scaling_;
};

}  // namespace

ImageStepKind standardize() {
  return sample_kind<samples::Images, Standardize, NoOptions>(
      "standardize",
      "Brings each channel to mean 0 and standard deviation 1 of the training rows.");
}

}  // namespace dlflow::views::images
