#include <fmt/format.h>

#include <array>
#include <cmath>

#include "pipeline/views/series/steps.hpp"

namespace dlflow::views::series {
namespace {

enum class Strategy { linear, forward, mean };
std::span<const std::string_view> names_of(Strategy) {
  static constexpr std::array<std::string_view, 3> kNames = {"linear", "forward", "mean"};
  return kNames;
}

struct Options {
  Strategy strategy = Strategy::linear;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("strategy");
  o.field("strategy", x.strategy,
          "What a missing value becomes: between its neighbours, the last one before, or the mean "
          "of the training rows.");
}

/// Missing values of one channel, before, between and behind those that are there.
class Fill final : public SampleStep<samples::Sequences> {
 public:
  explicit Fill(const Options& options) : strategy_(options.strategy) {}

  void fit(const samples::Sequences& training, const SamplePlace&) override {
    samples::Sequences stored = training;
    stored.scale.assign(stored.channels(), 1);
    stored.shift.assign(stored.channels(), 0);
    for (const ChannelMoments& channel : channel_moments(stored)) mean_.push_back(channel.mean);
  }
  void apply(samples::Sequences& sequences) const override {
    remake(sequences, [&](std::span<const float> values) {
      std::vector<float> out(values.begin(), values.end());
      for (std::size_t c = 0; c < mean_.size(); ++c) fill_channel(out, c);
      return out;
    });
  }
  void lower(LoweredSamples& samples) const override {
    if (strategy_ != Strategy::mean)
      throw UserError(ExitCode::configuration,
                      fmt::format("the series step 'fill' with strategy '{}' has no counterpart in "
                                  "the exported graph",
                                  names_of(strategy_)[static_cast<std::size_t>(strategy_)]),
                      "use 'fill: mean' in the view of a model that is exported");
    const graph::Expression x = samples.current();
    const std::string means = samples.graph->constant("mean", {{mean_.size()}, mean_});
    samples.value = where(is_missing(x), {*samples.graph, means}, x).name();
  }
  std::string learnt() const override {
    static constexpr std::array<const char*, 3> kWords = {
        "missing values are drawn between their neighbours",
        "missing values repeat the last one before them", "missing values become the mean"};
    return fmt::format("{}; a channel that is missing as a whole becomes {}",
                       kWords[static_cast<std::size_t>(strategy_)], spoken(mean_[0]));
  }
  Archive save() const override {
    Archive archive;
    archive.put("strategy", static_cast<std::int64_t>(strategy_));
    archive.put("mean", mean_);
    return archive;
  }
  void load(const Archive& archive) override {
    const std::int64_t strategy = archive.integer("strategy");
    if (strategy < 0 || strategy > 2) throw CorruptFile("strategy", "expected 0 to 2");
    strategy_ = static_cast<Strategy>(strategy);
    mean_ = archive.doubles("mean");
    if (mean_.empty()) throw CorruptFile("mean", "expected a value for each channel");
  }

 private:
  void fill_channel(std::vector<float>& values, std::size_t channel) const {
    const std::size_t channels = mean_.size(), steps = values.size() / channels;
    const auto at = [&](std::size_t t) -> float& { return values[t * channels + channel]; };
    const auto mean = static_cast<float>(mean_[channel]);
    std::size_t before = steps;  // the last step that has a value; `steps`: none
    for (std::size_t t = 0; t < steps; ++t) {
      if (std::isnan(at(t))) continue;
      for (std::size_t gap = before == steps ? 0 : before + 1; gap < t; ++gap)
        at(gap) = between(
            before == steps ? at(t) : at(before), at(t), mean,
            before == steps ? 1
                            : static_cast<double>(gap - before) / static_cast<double>(t - before));
      before = t;
    }
    for (std::size_t gap = before == steps ? 0 : before + 1; gap < steps; ++gap)
      at(gap) = before == steps || strategy_ == Strategy::mean ? mean : at(before);
  }

  float between(float left, float right, float mean, double share) const {
    if (strategy_ == Strategy::mean) return mean;
    if (strategy_ == Strategy::forward) return left;
    return static_cast<float>(left + (static_cast<double>(right) - left) * share);
  }

  Strategy strategy_;
  std::vector<double> mean_;
};

}  // namespace

SeriesStepKind fill() {
  return sample_kind<samples::Sequences, Fill, Options>(
      "fill", "Fills in missing values of a series; those left missing count as 0 at the end.",
      {.example = "{strategy: forward}",
       .source = "as pandas' interpolate, ffill, and fillna with the mean"});
}

}  // namespace dlflow::views::series
