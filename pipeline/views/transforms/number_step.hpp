#pragma once

#include <string>
#include <vector>

#include "pipeline/views/transforms/column_step.hpp"

namespace dlflow::views {

/// A step that changes number columns one by one, each by a list of numbers learnt from the
/// training values of that column. Missing values stay missing.
class NumberStep : public ColumnStep {
 public:
  using Numbers = std::vector<double>;
  /// Refuses a column without a finite training value.
  void fit_column(const std::string& name, Numbers& values, const StepContext& context) final;
  void apply_column(std::size_t column, Numbers& values) const final;
  std::vector<Learnt> learnt(const Layout& in) const final;
  void lower(const Layout& in, LoweredBlock& block) const final;
  Archive save() const final;
  void load(const Layout& in, const Archive& archive) final;

 protected:
  /// What is learnt of a column. `present` holds its values that are not missing, at least one,
  /// of as many training rows; they may be changed.
  virtual Numbers learn(Numbers& present, std::size_t rows, const std::string& column,
                        const StepContext& context) const = 0;
  /// Whether `learnt` could come from learn.
  virtual bool suits(const Numbers& learnt) const = 0;
  virtual void change(Numbers& values, const Numbers& learnt) const = 0;
  /// What change does, of all columns: x (N, F) in f64.
  virtual graph::Expression lowered(const graph::Expression& x,
                                    const std::vector<Numbers>& learnt) const = 0;
  /// The number of that place that each column learnt, as a row (F).
  static graph::Expression row_of(const graph::Expression& x, const std::vector<Numbers>& learnt,
                                  std::size_t place);
  virtual std::string sentence(const Numbers& learnt) const = 0;

 private:
  std::vector<Numbers> learnt_;
};

}  // namespace dlflow::views
