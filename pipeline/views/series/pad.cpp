#include <fmt/format.h>

#include <algorithm>

#include "pipeline/views/series/steps.hpp"

namespace dlflow::views::series {
namespace {

using samples::Side;

struct Options {
  std::optional<std::int64_t> length;
  Side side = Side::end, cut = Side::end;
};
void describe(schema::Object& o, Options& x) {
  o.scalar_form("length");
  o.field("length", x.length, "Steps of every series afterwards.")
      .between(1, 1'000'000)
      .measured_in("steps")
      .default_is("those of the longest training series");
  o.field("side", x.side, "Where a shorter series gains zeros.");
  o.field("cut", x.cut, "Where a longer series loses steps.");
}

/// Only says how long a series is to be; a batch is padded when it is made.
class Pad final : public SampleStep<samples::Sequences> {
 public:
  explicit Pad(const Options& options)
      : length_(static_cast<std::size_t>(options.length.value_or(0))),
        side_(options.side),
        cut_(options.cut) {}

  void fit(const samples::Sequences& training, const SamplePlace&) override {
    if (length_ == 0) length_ = std::max<std::size_t>(longest(training), 1);
  }
  void apply(samples::Sequences& sequences) const override {
    sequences.steps = length_;
    sequences.padding = side_;
    sequences.cut = cut_;
  }
  void lower(LoweredSamples& samples) const override {
    samples.length = length_;
    samples.pads_start = side_ == Side::start;
    samples.cuts_start = cut_ == Side::start;
  }
  std::string learnt() const override {
    return fmt::format(
        "every series has {} steps: shorter ones gain zeros at the {}, longer ones "
        "lose steps at the {}",
        length_, names_of(side_)[static_cast<std::size_t>(side_)],
        names_of(cut_)[static_cast<std::size_t>(cut_)]);
  }
  Archive save() const override {
    Archive archive;
    archive.put("length", static_cast<std::int64_t>(length_));
    archive.put("side", static_cast<std::int64_t>(side_));
    archive.put("cut", static_cast<std::int64_t>(cut_));
    return archive;
  }
  void load(const Archive& archive) override {
    length_ = sized(archive, "length");
    side_ = side(archive, "side");
    cut_ = side(archive, "cut");
  }

 private:
  static Side side(const Archive& archive, const std::string& name) {
    const std::int64_t value = archive.integer(name);
    if (value < 0 || value > 1) throw CorruptFile(name, "expected 0 or 1");
    return static_cast<Side>(value);
  }

  std::size_t length_;
  Side side_, cut_;
};

}  // namespace

SeriesStepKind pad() {
  return sample_kind<samples::Sequences, Pad, Options>(
      "pad", "Says how many steps every series has, by zeros or by a cut.",
      {.example = "{length: 6, side: start}", .source = "as Keras's pad_sequences"});
}

}  // namespace dlflow::views::series
