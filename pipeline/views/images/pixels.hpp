#pragma once

#include <functional>
#include <vector>

#include "pipeline/views/images/kinds.hpp"

/// What the steps of images share.
namespace dlflow::views::images {

/// The values of one channel over some images, as they are seen (scale and shift applied).
struct ChannelMoments {
  double min = 0, max = 0, mean = 0;
  double deviation = 0;  ///< of the population
};
/// One a channel; in a fixed order of summation.
std::vector<ChannelMoments> channel_moments(const samples::Images& images);

/// The smallest and the largest stored pixel of all channels, scale and shift left out.
std::pair<double, double> pixel_range(const samples::Images& images);

/// Each image made into one of another size: `make` gets its stored pixels (H, W, C) and writes the
/// new ones. Bytes stay bytes where `keeps_bytes` is set: then `make` must yield whole numbers from
/// 0 to 255 for such. Other channels than before lose scale and shift, which must be plain.
void remake(samples::Images& images, samples::ImageSize size, bool keeps_bytes,
            const std::function<void(std::span<const float>, std::span<float>)>& make);

/// Makes the seen values the stored ones, so that channels may be mixed.
void settle(samples::Images& images);

void settle(LoweredSamples& samples);

/// Height and width as options of the steps that change them.
struct SizeOptions {
  std::int64_t height = 0, width = 0;
};
void describe_size(schema::Object& o, SizeOptions& x);

}  // namespace dlflow::views::images
