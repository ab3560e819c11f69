#include "pipeline/views/samples/last_steps.hpp"
#include "pipeline/views/series/kinds.hpp"

namespace dlflow::views::series {

SeriesStepKind drop() { return drop_kind<samples::Sequences>(); }

}  // namespace dlflow::views::series
