#pragma once

#include <vector>

#include "pipeline/views/samples/last_steps.hpp"

namespace dlflow::views {

/// Mean and deviation of each channel, learnt from training rows: what `standardize` of images and
/// of series have in common.
struct ChannelScaling {
  std::vector<double> mean, deviation;  ///< a deviation of 0 is kept as 1

  void add(double channel_mean, double channel_deviation);
  std::vector<double> factors() const;
  std::vector<double> shifts() const;
  std::string learnt() const;
  Archive save() const;
  void load(const Archive& archive);
};

/// value = value * factor[c] + added[c], one of each a channel.
template <class Samples>
void rescale(Samples& samples, const std::vector<double>& factor,
             const std::vector<double>& added) {
  for (std::size_t c = 0; c < samples.scale.size(); ++c) {
    samples.scale[c] = static_cast<float>(samples.scale[c] * factor[c]);
    samples.shift[c] = static_cast<float>(samples.shift[c] * factor[c] + added[c]);
  }
}

/// The step `standardize`. kMoments gives mean and deviation of each channel.
template <class Samples, auto kMoments>
class StandardizeChannels final : public SampleStep<Samples> {
 public:
  explicit StandardizeChannels(const NoOptions&) {}

  void fit(const Samples& training, const SamplePlace&) override {
    for (const auto& channel : kMoments(training)) scaling_.add(channel.mean, channel.deviation);
  }
  void apply(Samples& samples) const override {
    rescale(samples, scaling_.factors(), scaling_.shifts());
  }
  void lower(LoweredSamples& samples) const override {
    rescale(samples, scaling_.factors(), scaling_.shifts());
  }
  std::string learnt() const override { return scaling_.learnt(); }
  Archive save() const override { return scaling_.save(); }
  void load(const Archive& archive) override { scaling_.load(archive); }

 private:
  ChannelScaling scaling_;
};

template <class Samples, auto kMoments>
SampleStepKind<Samples> standardize_kind() {
  return sample_kind<Samples, StandardizeChannels<Samples, kMoments>, NoOptions>(
      "standardize", "Brings each channel to mean 0 and standard deviation 1 of the training rows.",
      {.source = "as scikit-learn's StandardScaler, a channel at a time"});
}

}  // namespace dlflow::views
