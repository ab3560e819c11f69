#pragma once

#include <vector>

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// Of time series: the first few that have test rows, each with the end of its past and what was
/// predicted of the test rows, with intervals of the predictor where it is calibrated for them.
/// predictions: of the sealed rows, in their order. Empty where there are no time series.
std::vector<report::Forecast> forecasts_of(const Framed& framed,
                                           const harness::Predictor& predictor,
                                           const data::Predictions& predictions);

}  // namespace dlflow::stages
