#include <fmt/format.h>

#include "pipeline/views/images/frame.hpp"

namespace dlflow::views::images {
namespace {

struct Options : SizeOptions {
  double value = 0;
};
void describe(schema::Object& o, Options& x) {
  describe_size(o, x);
  o.field("value", x.value, "The pixel that is put around, as it would stand in the file.");
}

class Pad final : public Frame {
 public:
  explicit Pad(const Options& options) : Frame(options, options.value) {}

  void fit(const samples::Images& training, const SamplePlace& place) override {
    const samples::ImageBlock& block = *training.block;
    if (height_ < block.height || width_ < block.width)
      place.refuse(fmt::format("cannot pad images of {} x {} to {} x {}", block.height, block.width,
                               height_, width_),
                   "make it larger, or use 'crop' or 'resize'");
  }
  std::string learnt() const override {
    return fmt::format("padded to {} x {} with {}", height_, width_, spoken(value_));
  }
};

}  // namespace

ImageStepKind pad() {
  return sample_kind<samples::Images, Pad, Options>(
      "pad", "Puts a border around the images.",
      {.example = "{height: 8, width: 7, value: 1}", .source = "as numpy's pad with a constant"});
}

}  // namespace dlflow::views::images
