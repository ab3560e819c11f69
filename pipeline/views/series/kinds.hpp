#pragma once

#include "pipeline/views/samples/sample_step.hpp"

/// One function for each kind of series step, defined in the file of its name.
namespace dlflow::views::series {

SeriesStepKind fill();
SeriesStepKind standardize();
SeriesStepKind resample();
SeriesStepKind truncate();
SeriesStepKind pad();
SeriesStepKind flatten();
SeriesStepKind drop();

}  // namespace dlflow::views::series
