#include "pipeline/views/images/frame.hpp"

#include <algorithm>
#include <cmath>

namespace dlflow::views::images {

void Frame::apply(samples::Images& images) const {
  const auto height = static_cast<std::ptrdiff_t>(images.block->height);
  const auto width = static_cast<std::ptrdiff_t>(images.block->width);
  const auto channels = static_cast<std::ptrdiff_t>(images.block->channels);
  const auto new_height = static_cast<std::ptrdiff_t>(height_);
  const auto new_width = static_cast<std::ptrdiff_t>(width_);
  // An odd difference leaves the extra line below and to the right.
  const auto half = [](std::ptrdiff_t difference) {
    return difference >= 0 ? difference / 2 : -(-difference / 2);
  };
  const std::ptrdiff_t top = half(height - new_height), left = half(width - new_width);
  const bool keeps_bytes = value_ >= 0 && value_ <= 255 && value_ == std::floor(value_);
  remake(images, {height_, width_, images.block->channels}, keeps_bytes,
         [&](std::span<const float> from, std::span<float> to) {
           std::fill(to.begin(), to.end(), static_cast<float>(value_));
           for (std::ptrdiff_t y = 0; y < new_height; ++y) {
             if (y + top < 0 || y + top >= height) continue;
             const std::ptrdiff_t begin = std::max<std::ptrdiff_t>(0, -left);
             const std::ptrdiff_t end = std::min(new_width, width - left);
             std::copy_n(from.begin() + ((y + top) * width + begin + left) * channels,
                         (end - begin) * channels, to.begin() + (y * new_width + begin) * channels);
           }
         });
}

void Frame::lower(LoweredSamples& samples) const {
  std::vector<double> cut_begin, cut_end, add_begin, add_end;
  const std::array<std::size_t, 2> wanted = {height_, width_};
  for (std::size_t axis = 0; axis < 2; ++axis) {
    const auto difference =
        static_cast<double>(samples.shape[axis]) - static_cast<double>(wanted[axis]);
    const double less = std::max(difference, 0.0), more = std::max(-difference, 0.0);
    cut_begin.push_back(std::floor(less / 2));
    cut_end.push_back(less - cut_begin.back());
    add_begin.push_back(std::floor(more / 2));
    add_end.push_back(more - add_begin.back());
    samples.shape[axis] = wanted[axis];
  }
  samples.value = samples.current()
                      .apply("crop", {}, {{"begin", cut_begin}, {"end", cut_end}})
                      .apply("pad", {}, {{"begin", add_begin}, {"end", add_end}, {"value", value_}})
                      .name();
}

Archive Frame::save() const {
  Archive archive;
  archive.put("height", static_cast<std::int64_t>(height_));
  archive.put("width", static_cast<std::int64_t>(width_));
  archive.put("value", value_);
  return archive;
}

void Frame::load(const Archive& archive) {
  height_ = sized(archive, "height");
  width_ = sized(archive, "width");
  value_ = archive.number("value");
}

}  // namespace dlflow::views::images
