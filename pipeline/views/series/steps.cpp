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

void take_steps(LoweredSamples& samples, std::size_t length, bool cuts_start, bool pads_start) {
  using graph::Expression;
  const auto most = static_cast<double>(length);
  std::vector<double> order;
  for (std::size_t t = 0; t < length; ++t) order.push_back(static_cast<double>(t));
  const Expression real = samples.step_numbers(), kept = where(less(real, most), real, most);
  Expression place = real * 0 + real.row(order);
  if (pads_start) place = place - (most - kept);
  const Expression inside =
      where(less(place, 0), 0, where(less(place, kept), place * 0 + 1, 0)).reshape({most, 1});
  if (cuts_start) place = place + (real - kept);
  const Expression last = where(less(real, 1), 0, real - 1);
  const Expression lower = where(less(place, 0), 0, place);
  const Expression safe = where(less(last, lower), last, lower);
  const Expression taken = samples.current()
                               .apply("take_steps", {safe.to(graph::Type::i64).name()})
                               .to(graph::Type::f64);
  samples.value = where(greater(inside, 0), taken, 0).to(graph::Type::f32).name();
  samples.set_steps(kept);
}

}  // namespace dlflow::views::series
