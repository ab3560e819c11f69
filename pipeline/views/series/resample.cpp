#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "pipeline/views/series/steps.hpp"

namespace dlflow::views::series {
namespace {

struct Options {
  std::int64_t length = 0;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("length");
  o.field("length", x.length, "Steps of every series afterwards.")
      .required()
      .between(1, 1'000'000)
      .measured_in("steps");
}

/// Step i of L comes from place i (T - 1) / (L - 1) of T steps, between the two next to it.
class Resample final : public SampleStep<samples::Sequences> {
 public:
  explicit Resample(const Options& options) : length_(static_cast<std::size_t>(options.length)) {}

  void fit(const samples::Sequences&, const SamplePlace&) override {}
  void apply(samples::Sequences& sequences) const override {
    const std::size_t channels = sequences.channels();
    remake(sequences, [&](std::span<const float> values) {
      const std::size_t steps = values.size() / channels;
      std::vector<float> out(steps == 0 ? 0 : length_ * channels);
      for (std::size_t i = 0; steps > 0 && i < length_; ++i) {
        const double place = length_ == 1
                                 ? 0
                                 : static_cast<double>(i) * static_cast<double>(steps - 1) /
                                       static_cast<double>(length_ - 1);
        const auto left = std::min(static_cast<std::size_t>(place), steps - 1);
        const std::size_t right = std::min(left + 1, steps - 1);
        const double share = place - static_cast<double>(left);
        for (std::size_t c = 0; c < channels; ++c) {
          const double a = values[left * channels + c], b = values[right * channels + c];
          out[i * channels + c] = static_cast<float>(share > 0 ? a + (b - a) * share : a);
        }
      }
      return out;
    });
  }
  void lower(LoweredSamples& samples) const override {
    using graph::Expression;
    const Expression real = samples.step_numbers(), last = where(less(real, 1), 0, real - 1);
    std::vector<double> shares;
    for (std::size_t i = 0; i < length_; ++i)
      shares.push_back(length_ == 1 ? 0
                                    : static_cast<double>(i) / static_cast<double>(length_ - 1));
    const Expression place = last * last.row(std::move(shares)), left = floor(place);
    const Expression right = where(less(left, last), left + 1, last);
    const std::vector<double> column{static_cast<double>(length_), 1};
    const Expression share = (place - left).reshape(column);
    const auto at = [&](const Expression& places) {
      return samples.current()
          .apply("take_steps", {places.to(graph::Type::i64).name()})
          .to(graph::Type::f64);
    };
    const Expression a = at(left), between = a + (at(right) - a) * share;
    samples.value = where(greater(share, 0), between, a).to(graph::Type::f32).name();
    samples.set_steps(where(less(real, 1), real, real * 0 + static_cast<double>(length_)));
  }
  std::string learnt() const override {
    return fmt::format("every series is drawn anew with {} steps", length_);
  }
  Archive save() const override {
    Archive archive;
    archive.put("length", static_cast<std::int64_t>(length_));
    return archive;
  }
  void load(const Archive& archive) override { length_ = sized(archive, "length"); }

 private:
  std::size_t length_;
};

}  // namespace

SeriesStepKind resample() {
  return sample_kind<samples::Sequences, Resample, Options>(
      "resample", "Stretches or shrinks every series to one length, by linear interpolation.",
      {.example = "{length: 5}", .source = "as numpy's interp at evenly spaced places"});
}

}  // namespace dlflow::views::series
