#include "pipeline/views/images/kinds.hpp"
#include "pipeline/views/samples/last_steps.hpp"

namespace dlflow::views::images {

ImageStepKind drop() { return drop_kind<samples::Images>(); }

}  // namespace dlflow::views::images
