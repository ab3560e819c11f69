#include <fmt/format.h>

#include <algorithm>

#include "pipeline/views/series/steps.hpp"

namespace dlflow::views::series {
namespace {

using samples::Side;

struct Options {
  std::int64_t length = 0;
  Side keep = Side::start;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("length");
  o.field("length", x.length, "The most steps that a series keeps.")
      .required()
      .between(1, 1'000'000'000)
      .measured_in("steps");
  o.field("keep", x.keep, "Which part of a longer series is kept.");
}

class Truncate final : public SampleStep<samples::Sequences> {
 public:
  explicit Truncate(const Options& options)
      : length_(static_cast<std::size_t>(options.length)), keep_(options.keep) {}

  void fit(const samples::Sequences&, const SamplePlace&) override {}
  void apply(samples::Sequences& sequences) const override {
    const std::size_t most = length_ * sequences.channels();
    remake(sequences, [&](std::span<const float> values) {
      const auto kept = values.size() <= most  ? values
                        : keep_ == Side::start ? values.first(most)
                                               : values.last(most);
      return std::vector<float>(kept.begin(), kept.end());
    });
  }
  void lower(LoweredSamples& samples) const override {
    take_steps(samples, length_, keep_ == Side::end, false);
  }
  std::string learnt() const override {
    return fmt::format("a longer series keeps its {} {} steps",
                       keep_ == Side::start ? "first" : "last", length_);
  }
  Archive save() const override {
    Archive archive;
    archive.put("length", static_cast<std::int64_t>(length_));
    archive.put("keep", static_cast<std::int64_t>(keep_));
    return archive;
  }
  void load(const Archive& archive) override {
    length_ = sized(archive, "length");
    const std::int64_t keep = archive.integer("keep");
    if (keep < 0 || keep > 1) throw CorruptFile("keep", "expected 0 or 1");
    keep_ = static_cast<Side>(keep);
  }

 private:
  std::size_t length_;
  Side keep_;
};

}  // namespace

SeriesStepKind truncate() {
  return sample_kind<samples::Sequences, Truncate, Options>(
      "truncate", "Cuts series that are longer than a given length.",
      {.example = "{length: 4, keep: end}",
       .source = "as the truncating of Keras's pad_sequences"});
}

}  // namespace dlflow::views::series
