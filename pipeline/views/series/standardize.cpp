#include "pipeline/views/samples/channel_scaling.hpp"
#include "pipeline/views/series/steps.hpp"

namespace dlflow::views::series {

SeriesStepKind standardize() { return standardize_kind<samples::Sequences, channel_moments>(); }

}  // namespace dlflow::views::series
