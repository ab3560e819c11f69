#pragma once

#include "pipeline/views/images/pixels.hpp"

namespace dlflow::views::images {

/// A window of another size about the centre of the image: what `crop` and `pad` have in common.
/// Outside the image it holds `value`.
class Frame : public SampleStep<samples::Images> {
 public:
  Frame(const SizeOptions& size, double value)
      : height_(static_cast<std::size_t>(size.height)),
        width_(static_cast<std::size_t>(size.width)),
        value_(value) {}
  void apply(samples::Images& images) const override;
  void lower(LoweredSamples& samples) const override;
  Archive save() const override;
  void load(const Archive& archive) override;

 protected:
  std::size_t height_, width_;
  double value_;  ///< a stored pixel
};

}  // namespace dlflow::views::images
