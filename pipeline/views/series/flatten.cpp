#include "pipeline/views/samples/last_steps.hpp"
#include "pipeline/views/series/kinds.hpp"

namespace dlflow::views::series {

SeriesStepKind flatten() {
  return flatten_kind<samples::Sequences>(
      "Makes every step a number column: padded or cut to the longest training series unless 'pad' "
      "says otherwise; it stands last.");
}

}  // namespace dlflow::views::series
