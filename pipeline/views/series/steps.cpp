#include "pipeline/views/series/steps.hpp"

#include <cmath>

namespace dlflow::views::series {

using samples::Sequences;

std::vector<ChannelMoments> channel_moments(const Sequences& s) {
  const std::size_t channels = s.channels();
  std::vector<double> count(channels), sum(channels), squares(channels);
  const auto for_each = [&](const auto& use) {
    for (const std::uint32_t row : s.rows) {
      const auto values = s.block->sequence(row);
      for (std::size_t i = 0; i < values.size(); ++i)
        if (!std::isnan(values[i])) use(i % channels, static_cast<double>(values[i]));
    }
  };
  for_each([&](std::size_t c, double v) {
    count[c] += 1;
    sum[c] += v;
  });
  std::vector<ChannelMoments> m(channels);
  for (std::size_t c = 0; c < channels; ++c)
    if (count[c] > 0) m[c].mean = sum[c] / count[c];
  for_each([&](std::size_t c, double v) { squares[c] += (v - m[c].mean) * (v - m[c].mean); });
  for (std::size_t c = 0; c < channels; ++c) {
    if (count[c] == 0) continue;
    m[c].deviation = std::sqrt(squares[c] / count[c]) * std::abs(s.scale[c]);
    m[c].mean = m[c].mean * s.scale[c] + s.shift[c];
  }
  return m;
}

void remake(Sequences& sequences,
            const std::function<std::vector<float>(std::span<const float>)>& make) {
  const std::size_t channels = sequences.channels();
  auto block = std::make_shared<samples::SequenceBlock>();
  block->channels = channels;
  for (std::size_t n = 0; n < sequences.size(); ++n) {
    const auto made = make(sequences.block->sequence(sequences.rows[n]));
    block->values.insert(block->values.end(), made.begin(), made.end());
    block->offsets.push_back(block->offsets.back() + made.size() / channels);
    sequences.rows[n] = static_cast<std::uint32_t>(n);
  }
  sequences.block = std::move(block);
}

}  // namespace dlflow::views::series
