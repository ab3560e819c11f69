#pragma once

#include "core/train/fit.hpp"

namespace dlflow::train {

/// The smoothed loss of up to 120 batches under rising rates; see TrainedNetwork::find_rate.
std::vector<RatePoint> rate_curve(Fit& fit);

}  // namespace dlflow::train
