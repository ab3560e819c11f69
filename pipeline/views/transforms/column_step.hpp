#pragma once

#include "pipeline/views/transform.hpp"

namespace dlflow::views {

/// A step that learns from each number column by itself and changes it by itself.
class ColumnStep : public Transform {
 public:
  void fit(const Layout& in, const Block& training, const StepContext& context) final;
  Layout output(const Layout& in) const final { return in; }
  void apply(Block& block) const final;
  bool is_fitted_by_column() const final { return true; }
  bool is_applied_by_column() const final { return true; }
};

/// fit of a step that is fitted by column.
void fit_columns(Transform& step, const Layout& in, const Block& training,
                 const StepContext& context);

}  // namespace dlflow::views
