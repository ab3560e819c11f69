#pragma once

#include <vector>

#include "pipeline/views/samples/sample_step.hpp"

namespace dlflow::views {

/// Mean and deviation of each channel, learnt from training rows: what `standardize` of images and
/// of series have in common.
struct ChannelScaling {
  std::vector<double> mean, deviation;  ///< a deviation of 0 is kept as 1

  void add(double channel_mean, double channel_deviation);
  std::vector<double> factors() const;
  std::vector<double> shifts() const;
  std::string learnt() const;
  Archive save() const;
  void load(const Archive& archive);
};

}  // namespace dlflow::views
