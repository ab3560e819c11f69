#include "pipeline/views/images/kinds.hpp"
#include "pipeline/views/samples/last_steps.hpp"

namespace dlflow::views::images {

ImageStepKind flatten() {
  return flatten_kind<samples::Images>(
      "Makes every pixel a number column, for models that take numbers alone; it stands last.");
}

}  // namespace dlflow::views::images
