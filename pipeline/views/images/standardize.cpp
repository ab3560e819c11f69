#include "pipeline/views/images/pixels.hpp"
#include "pipeline/views/samples/channel_scaling.hpp"

namespace dlflow::views::images {

ImageStepKind standardize() { return standardize_kind<samples::Images, channel_moments>(); }

}  // namespace dlflow::views::images
