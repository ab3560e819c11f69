#include "pipeline/views/transform.hpp"

#include <fmt/format.h>

#include <cmath>

#include "pipeline/views/transforms/kinds.hpp"

namespace dlflow::views {

void Transform::fit_column(const std::string&, const ColumnValues&, const StepContext&) {
  DLFLOW_REQUIRE(is_fitted_by_column(), "the step is fitted by column");
}

void Transform::apply_column(std::size_t, std::span<const double>, std::span<double>) const {
  DLFLOW_REQUIRE(is_applied_by_column(), "the step is applied by column");
}

const std::vector<TransformKind>& transform_kinds() {
  static const std::vector<TransformKind> kinds = {
      impute(),        standardize(), minmax(), maxabs(),     robust(),  log1p(),   yeo_johnson(),
      quantile(),      clip(),        bins(),   polynomial(), one_hot(), ordinal(), hashing(),
      target_encode(), date_parts(),  pca(),    select(),     drop(),
  };
  return kinds;
}

const TransformKind* find_transform(std::string_view name) {
  for (const TransformKind& kind : transform_kinds())
    if (kind.choice.name == name) return &kind;
  return nullptr;
}

const schema::Choices& transform_choices() {
  static const schema::Choices choices = [] {
    schema::Choices all;
    for (const TransformKind& kind : transform_kinds()) all.push_back(&kind.choice);
    return all;
  }();
  return choices;
}

static std::string reason_text(const StepContext& at, const std::string& column,
                               const std::string& reason) {
  return fmt::format("view '{}': column '{}': {}: {}", at.view, column, at.step, reason);
}

void StepContext::refuse(const std::string& column, const std::string& reason,
                         const std::string& hint) const {
  throw UserError(ExitCode::data, {{{}, option, reason_text(*this, column, reason), hint}});
}

void StepContext::misplace(const std::string& column, const std::string& reason,
                           const std::string& hint) const {
  throw UserError(ExitCode::configuration,
                  {{{}, option, reason_text(*this, column, reason), hint}});
}

void StepContext::note(std::string fact, std::string deed) const {
  if (notes) notes->push_back({std::move(fact), std::move(deed)});
}

std::string without_value(const std::string& column) {
  return fmt::format("column '{}' has no value among the training rows", column);
}

std::string spoken(double value) {
  const double size = std::abs(value);
  if (size == 0) return "0";  // also -0
  return size >= 1000 && size < 1e15 ? fmt::format("{:.0f}", value) : fmt::format("{:.4g}", value);
}

const std::vector<double>& sized_doubles(const Archive& archive, const std::string& name,
                                         std::size_t size) {
  const std::vector<double>& values = archive.doubles(name);
  if (values.size() != size)
    throw CorruptFile(name, fmt::format("expected {} values, got {}", size, values.size()));
  return values;
}

const std::vector<std::int64_t>& sized_integers(const Archive& archive, const std::string& name,
                                                std::size_t size) {
  const std::vector<std::int64_t>& values = archive.integers(name);
  if (values.size() != size)
    throw CorruptFile(name, fmt::format("expected {} values, got {}", size, values.size()));
  return values;
}

}  // namespace dlflow::views
