#pragma once

#include <functional>
#include <vector>

#include "pipeline/views/series/kinds.hpp"

/// What the steps of series share.
namespace dlflow::views::series {

/// Mean and population deviation of each channel over the values that are there, scale and shift
/// applied; 0 and 0 where there is none. A fixed order of summation.
struct ChannelMoments {
  double mean = 0, deviation = 0;
};
std::vector<ChannelMoments> channel_moments(const samples::Sequences& sequences);

/// Each series made into another: `make` gets the stored values of one, (T, C), and gives the new
/// ones, of any length.
void remake(samples::Sequences& sequences,
            const std::function<std::vector<float>(std::span<const float>)>& make);

/// Sequences cut to at most `length` steps in a graph, and zeros added up to it: at their start, or
/// at their end. What is no padding counts as real.
void take_steps(LoweredSamples& samples, std::size_t length, bool cuts_start, bool pads_start);

}  // namespace dlflow::views::series
