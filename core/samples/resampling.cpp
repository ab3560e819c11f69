#include "core/samples/resampling.hpp"

#include <algorithm>
#include <cmath>

namespace dlflow::samples {

std::vector<LineWeights> triangle_weights(std::size_t from, std::size_t to) {
  const double ratio = static_cast<double>(from) / static_cast<double>(to);
  const double reach = std::max(ratio, 1.0);
  std::vector<LineWeights> all(to);
  for (std::size_t i = 0; i < to; ++i) {
    const double centre = (static_cast<double>(i) + 0.5) * ratio;
    const double low = std::max(centre - reach, 0.0);
    const double high = std::min(centre + reach, static_cast<double>(from));
    LineWeights& w = all[i];
    w.first = static_cast<std::size_t>(low);
    double sum = 0;
    for (std::size_t at = w.first; static_cast<double>(at) < high; ++at) {
      const double off = std::abs(static_cast<double>(at) + 0.5 - centre) / reach;
      w.weights.push_back(std::max(0.0, 1 - off));
      sum += w.weights.back();
    }
    for (double& weight : w.weights) weight /= sum;
  }
  return all;
}

Resampling::Resampling(ImageSize from, ImageSize to)
    : from_(from),
      to_(to),
      rows_(triangle_weights(from.height, to.height)),
      columns_(triangle_weights(from.width, to.width)),
      middle_(to.height * from.width * from.channels) {}

template <class Value, class Write>
void Resampling::pass(std::span<const Value> from, const Write& write) {
  const std::size_t channels = from_.channels, line = from_.width * channels;
  for (std::size_t y = 0; y < to_.height; ++y)
    for (std::size_t i = 0; i < line; ++i) {
      double sum = 0;
      for (std::size_t k = 0; k < rows_[y].weights.size(); ++k)
        sum += rows_[y].weights[k] * from[(rows_[y].first + k) * line + i];
      middle_[y * line + i] = sum;
    }
  for (std::size_t y = 0; y < to_.height; ++y)
    for (std::size_t x = 0; x < to_.width; ++x)
      for (std::size_t c = 0; c < channels; ++c) {
        double sum = 0;
        for (std::size_t k = 0; k < columns_[x].weights.size(); ++k)
          sum +=
              columns_[x].weights[k] * middle_[y * line + (columns_[x].first + k) * channels + c];
        write((y * to_.width + x) * channels + c, sum);
      }
}

void Resampling::run(std::span<const float> from, std::span<float> to) {
  pass(from, [&](std::size_t i, double value) { to[i] = static_cast<float>(value); });
}

void Resampling::run(std::span<const std::uint8_t> from, std::span<std::uint8_t> to) {
  pass(from, [&](std::size_t i, double value) {
    to[i] = static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0)));
  });
}

}  // namespace dlflow::samples
