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
  void fit_column(const std::string& name, const ColumnValues& values,
                  const StepContext& context) final;
  void apply_column(std::size_t column, std::span<const double> from,
                    std::span<double> to) const final;
  std::optional<Scaling> scaling(std::size_t column) const final { return scaled(learnt_[column]); }
  std::vector<Learnt> learnt(const Layout& in) const final;
  void lower(const Layout& in, LoweredBlock& block) const final;
  Archive save() const final;
  void load(const Layout& in, const Archive& archive) final;

 protected:
  /// What is learnt of a column's values in the training rows.
  virtual Numbers learn(const ColumnValues& values, const std::string& column,
                        const StepContext& context) const = 0;
  /// Those that are not missing. Refuses a column without any, or with an infinite one.
  static Numbers present_of(const ColumnValues& values, const std::string& column,
                            const StepContext& context);
  /// Whether `learnt` could come from learn.
  virtual bool suits(const Numbers& learnt) const = 0;
  /// As apply_column, by what the column learnt.
  virtual void change(std::span<const double> from, std::span<double> to,
                      const Numbers& learnt) const = 0;
  /// As scaling, by what the column learnt.
  virtual std::optional<Scaling> scaled(const Numbers& /*learnt*/) const { return std::nullopt; }
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
