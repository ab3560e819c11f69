#include "pipeline/views/samples/channel_scaling.hpp"
#include "pipeline/views/samples/last_steps.hpp"
#include "pipeline/views/series/steps.hpp"

namespace dlflow::views::series {
namespace {

class Standardize final : public SampleStep<samples::Sequences> {
 public:
  explicit Standardize(const NoOptions&) {}

  void fit(const samples::Sequences& training, const SamplePlace&) override {
    const ChannelMoments m = channel_moments(training);
    for (std::size_t c = 0; c < m.mean.size(); ++c) scaling_.add(m.mean[c], m.deviation[c]);
  }
  void apply(samples::Sequences& s) const override {
    const auto factors = scaling_.factors(), shifts = scaling_.shifts();
    for (std::size_t c = 0; c < s.scale.size(); ++c) {
      s.scale[c] = static_cast<float>(s.scale[c] * factors[c]);
      s.shift[c] = static_cast<float>(s.shift[c] * factors[c] + shifts[c]);
    }
  }
  std::string learnt() const override { return scaling_.learnt(); }
  Archive save() const override { return scaling_.save(); }
  void load(const Archive& archive) override { scaling_.load(archive); }

 private:
  ChannelScaling scaling_;
};

}  // namespace

SeriesStepKind standardize() {
  return sample_kind<samples::Sequences, Standardize, NoOptions>(
      "standardize",
      "Brings each channel to mean 0 and standard deviation 1 of the training rows.");
}

}  // namespace dlflow::views::series
