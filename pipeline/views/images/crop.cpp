#include <fmt/format.h>

#include "pipeline/views/images/frame.hpp"

namespace dlflow::views::images {
namespace {

struct Options : SizeOptions {};
void describe(schema::Object& o, Options& x) { describe_size(o, x); }

class Crop final : public Frame {
 public:
  explicit Crop(const Options& options) : Frame(options, 0) {}

  void fit(const samples::Images& training, const SamplePlace& place) override {
    const samples::ImageBlock& block = *training.block;
    if (height_ > block.height || width_ > block.width)
      place.refuse(fmt::format("cannot cut {} x {} out of images of {} x {}", height_, width_,
                               block.height, block.width),
                   "make it smaller, or use 'pad' or 'resize'");
  }
  std::string learnt() const override {
    return fmt::format("the middle {} x {} pixels are kept", height_, width_);
  }
};

}  // namespace

ImageStepKind crop() {
  return sample_kind<samples::Images, Crop, Options>(
      "crop", "Keeps the middle of the images.",
      {.example = "{height: 3, width: 2}", .source = "as Keras's CenterCrop"});
}

}  // namespace dlflow::views::images
