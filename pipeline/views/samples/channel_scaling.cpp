#include "pipeline/views/samples/channel_scaling.hpp"

#include <fmt/format.h>

#include <cmath>

namespace dlflow::views {

void ChannelScaling::add(double channel_mean, double channel_deviation) {
  // What rounding alone can make counts as constant.
  const bool is_constant = !(channel_deviation > 1e-12 * std::abs(channel_mean));
  mean.push_back(channel_mean);
  deviation.push_back(is_constant ? 1 : channel_deviation);
}

std::vector<double> ChannelScaling::factors() const {
  std::vector<double> all;
  for (const double d : deviation) all.push_back(1 / d);
  return all;
}

std::vector<double> ChannelScaling::shifts() const {
  std::vector<double> all;
  for (std::size_t c = 0; c < mean.size(); ++c) all.push_back(-mean[c] / deviation[c]);
  return all;
}

std::string ChannelScaling::learnt() const {
  if (mean.size() == 1)
    return fmt::format("scaled by mean {} and standard deviation {}", spoken(mean[0]),
                       spoken(deviation[0]));
  return fmt::format(
      "each of {} channels scaled by its own mean and standard deviation; the first "
      "by {} and {}",
      mean.size(), spoken(mean[0]), spoken(deviation[0]));
}

Archive ChannelScaling::save() const {
  Archive archive;
  archive.put("mean", mean);
  archive.put("deviation", deviation);
  return archive;
}

void ChannelScaling::load(const Archive& archive) {
  mean = archive.doubles("mean");
  deviation = sized_doubles(archive, "deviation", mean.size());
  if (mean.empty()) throw CorruptFile("mean", "expected a value for each channel");
}

}  // namespace dlflow::views
