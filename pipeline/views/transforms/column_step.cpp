#include "pipeline/views/transforms/column_step.hpp"

namespace dlflow::views {

void ColumnStep::fit(const Layout& in, const Block& training, const StepContext& context) {
  fit_columns(*this, in, training, context);
}

void ColumnStep::apply(Block& block) const {
  for (std::size_t c = 0; c < block.numbers.size(); ++c)
    apply_column(c, block.numbers[c], block.numbers[c]);
}

void fit_columns(Transform& step, const Layout& in, const Block& training,
                 const StepContext& context) {
  for (std::size_t c = 0; c < in.numbers.size(); ++c)
    step.fit_column(in.numbers[c], training.numbers[c], context);
}

}  // namespace dlflow::views
