#include "pipeline/views/images/pixels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace dlflow::views::images {
namespace {

using samples::ImageBlock;
using samples::Images;

struct Sums {
  double count = 0, sum = 0, min = std::numeric_limits<double>::infinity(), max = -min;
};

/// How often each byte occurs in each channel: everything else follows from that, exactly.
std::vector<std::array<std::uint64_t, 256>> histograms(const Images& images) {
  const ImageBlock& block = *images.block;
  std::vector<std::array<std::uint64_t, 256>> counts(block.channels);
  const std::size_t size = block.values_per_image();
  for (const std::uint32_t row : images.rows) {
    const std::uint8_t* pixel = block.bytes.data() + row * size;
    for (std::size_t i = 0; i < size; i += block.channels)
      for (std::size_t c = 0; c < block.channels; ++c) ++counts[c][pixel[i + c]];
  }
  return counts;
}

ChannelMoments moments_of(const std::array<std::uint64_t, 256>& counts) {
  ChannelMoments m;
  double count = 0, sum = 0, squares = 0;
  m.min = std::numeric_limits<double>::infinity();
  m.max = -m.min;
  for (std::size_t v = 0; v < counts.size(); ++v) {
    if (counts[v] == 0) continue;
    const auto value = static_cast<double>(v), times = static_cast<double>(counts[v]);
    m.min = std::min(m.min, value);
    m.max = std::max(m.max, value);
    count += times;
    sum += times * value;
  }
  m.mean = sum / count;
  for (std::size_t v = 0; v < counts.size(); ++v) {
    const double off = static_cast<double>(v) - m.mean;
    squares += static_cast<double>(counts[v]) * off * off;
  }
  m.deviation = std::sqrt(squares / count);
  return m;
}

ChannelMoments float_moments(const Images& images, std::size_t channel) {
  const ImageBlock& block = *images.block;
  const std::size_t size = block.values_per_image();
  const auto for_each = [&](const auto& use) {
    for (const std::uint32_t row : images.rows)
      for (std::size_t i = channel; i < size; i += block.channels)
        use(static_cast<double>(block.floats[row * size + i]));
  };
  Sums s;
  for_each([&](double v) {
    s.count += 1;
    s.sum += v;
    s.min = std::min(s.min, v);
    s.max = std::max(s.max, v);
  });
  const double mean = s.sum / s.count;
  double squares = 0;
  for_each([&](double v) { squares += (v - mean) * (v - mean); });
  return {s.min, s.max, mean, std::sqrt(squares / s.count)};
}

std::vector<ChannelMoments> stored_moments(const Images& images) {
  std::vector<ChannelMoments> all;
  if (images.block->has_bytes()) {
    for (const auto& counts : histograms(images)) all.push_back(moments_of(counts));
  } else {
    for (std::size_t c = 0; c < images.block->channels; ++c)
      all.push_back(float_moments(images, c));
  }
  return all;
}

}  // namespace

std::vector<ChannelMoments> channel_moments(const Images& images) {
  std::vector<ChannelMoments> all = stored_moments(images);
  for (std::size_t c = 0; c < all.size(); ++c) {
    const double scale = images.scale[c], shift = images.shift[c];
    ChannelMoments& m = all[c];
    m = {m.min * scale + shift, m.max * scale + shift, m.mean * scale + shift,
         m.deviation * std::abs(scale)};
    if (m.min > m.max) std::swap(m.min, m.max);
  }
  return all;
}

std::pair<double, double> pixel_range(const Images& images) {
  std::pair<double, double> range{std::numeric_limits<double>::infinity(),
                                  -std::numeric_limits<double>::infinity()};
  for (const ChannelMoments& m : stored_moments(images)) {
    range.first = std::min(range.first, m.min);
    range.second = std::max(range.second, m.max);
  }
  return range;
}

void remake(Images& images, samples::ImageSize size, bool keeps_bytes,
            const std::function<void(std::span<const float>, std::span<float>)>& make) {
  const ImageBlock& old = *images.block;
  auto block = std::make_shared<ImageBlock>();
  block->height = size.height;
  block->width = size.width;
  block->channels = size.channels;
  const std::size_t before = old.values_per_image(), after = block->values_per_image();
  const bool are_bytes = keeps_bytes && old.has_bytes();
  if (are_bytes)
    block->bytes.resize(images.size() * after);
  else
    block->floats.resize(images.size() * after);
  std::vector<float> from(before), to(after);
  for (std::size_t n = 0; n < images.size(); ++n) {
    for (std::size_t i = 0; i < before; ++i) from[i] = old.pixel(images.rows[n] * before + i);
    make(from, to);
    if (are_bytes)
      std::transform(to.begin(), to.end(),
                     block->bytes.begin() + static_cast<std::ptrdiff_t>(n * after),
                     [](float v) { return static_cast<std::uint8_t>(v); });
    else
      std::copy(to.begin(), to.end(),
                block->floats.begin() + static_cast<std::ptrdiff_t>(n * after));
  }
  for (std::size_t n = 0; n < images.size(); ++n) images.rows[n] = static_cast<std::uint32_t>(n);
  images.scale.resize(size.channels, 1);
  images.shift.resize(size.channels, 0);
  images.block = std::move(block);
}

void settle(Images& images) {
  const std::size_t channels = images.block->channels;
  const std::vector<float> scale = images.scale, shift = images.shift;
  const samples::ImageSize size{images.block->height, images.block->width, channels};
  remake(images, size, false, [&](std::span<const float> from, std::span<float> to) {
    for (std::size_t i = 0; i < from.size(); ++i)
      to[i] = from[i] * scale[i % channels] + shift[i % channels];
  });
  images.scale.assign(channels, 1);
  images.shift.assign(channels, 0);
}

void settle(LoweredSamples& samples) {
  const std::size_t channels = samples.channels();
  const auto row = [&](const std::vector<float>& values) {
    return samples.graph->constant("channels", {{channels}, {values.begin(), values.end()}});
  };
  samples.value = samples.current()
                      .apply("multiply", {row(samples.scale)})
                      .apply("add", {row(samples.shift)})
                      .name();
  samples.scale.assign(channels, 1);
  samples.shift.assign(channels, 0);
}

void describe_size(schema::Object& o, SizeOptions& x) {
  o.field("height", x.height, "Rows of pixels of the new image.")
      .required()
      .between(1, 4096)
      .measured_in("pixels");
  o.field("width", x.width, "Columns of pixels of the new image.")
      .required()
      .between(1, 4096)
      .measured_in("pixels");
}

}  // namespace dlflow::views::images
