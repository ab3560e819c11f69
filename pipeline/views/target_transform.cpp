#include "pipeline/views/target_transform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.hpp"
#include "pipeline/views/transforms/column_statistics.hpp"
#include "pipeline/views/transforms/quantile_map.hpp"
#include "pipeline/views/transforms/yeo_johnson_power.hpp"

namespace dlflow::views {
namespace {

constexpr std::size_t kMostQuantiles = 1000;

/// Mean and deviation of the values; a deviation of 1 where they do not differ.
std::vector<double> mean_and_deviation(const std::vector<double>& values) {
  const Moments m = moments(values);
  return {m.mean, m.is_constant() ? 1 : std::sqrt(m.variance)};
}

std::vector<double> learn_power(std::vector<double> values) {
  const double lambda = best_yeo_johnson_lambda(values);
  for (double& v : values) v = yeo_johnson_power(v, lambda);
  std::vector<double> learnt = mean_and_deviation(values);
  learnt.insert(learnt.begin(), lambda);
  return learnt;
}

/// How many numbers a scale learns; 0 stands for any number of them.
std::size_t learnt_size(TargetScale scale) {
  return scale == TargetScale::standardize ? 2 : scale == TargetScale::yeo_johnson ? 3 : 0;
}

}  // namespace

std::span<const std::string_view> names_of(TargetScale) {
  static constexpr std::array<std::string_view, 5> kNames = {"none", "log1p", "standardize",
                                                             "yeo_johnson", "quantile"};
  return kNames;
}

TargetTransform TargetTransform::fit(TargetScale scale, const std::vector<double>& values) {
  TargetTransform made;
  made.scale_ = scale;
  if (scale == TargetScale::none || values.empty()) return made;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  made.low_ = *low;
  made.high_ = *high;
  if (scale == TargetScale::log1p && made.low_ <= -1)
    throw UserError(ExitCode::data,
                    fmt::format("log1p expects target values above -1, got {:.4g}", made.low_),
                    "use 'yeo_johnson' or 'standardize' for targets with negative values");
  if (scale == TargetScale::standardize) made.numbers_ = mean_and_deviation(values);
  if (scale == TargetScale::yeo_johnson) made.numbers_ = learn_power(values);
  if (scale == TargetScale::quantile)
    made.numbers_ =
        QuantileMap::fit(values, std::min(kMostQuantiles, values.size()), true).quantiles;
  for (double v : made.numbers_)
    if (!std::isfinite(v))
      throw UserError(ExitCode::data,
                      "the target has no finite mean and deviation once transformed",
                      "look for extremely large target values, or use another target_transform");
  return made;
}

double TargetTransform::transformed(double value) const {
  switch (scale_) {
    case TargetScale::none:
      return value;
    case TargetScale::log1p:
      return std::log1p(value);
    case TargetScale::standardize:
      return (value - numbers_[0]) / numbers_[1];
    case TargetScale::yeo_johnson:
      return (yeo_johnson_power(value, numbers_[0]) - numbers_[1]) / numbers_[2];
    case TargetScale::quantile:
      return QuantileMap{true, numbers_}.apply(value);
  }
  return value;
}

double TargetTransform::inverted(double value) const {
  switch (scale_) {
    case TargetScale::none:
      return value;
    case TargetScale::log1p:
      return std::expm1(value);
    case TargetScale::standardize:
      return value * numbers_[1] + numbers_[0];
    case TargetScale::yeo_johnson: {
      const double power = value * numbers_[2] + numbers_[1];
      const double x = inverse_yeo_johnson_power(power, numbers_[0]);
      return std::isfinite(x) ? x : power > 0 ? high_ : low_;
    }
    case TargetScale::quantile:
      return QuantileMap{true, numbers_}.inverse(value);
  }
  return value;
}

void TargetTransform::apply(std::vector<double>& values) const {
  if (scale_ == TargetScale::none) return;
  for (double& value : values) value = transformed(value);
}

void TargetTransform::invert(data::Predictions& predictions) const {
  if (scale_ == TargetScale::none) return;
  for (double& value : predictions.values) value = inverted(value);
}

std::string TargetTransform::lower(graph::Graph& graph, const std::string& predictions) const {
  const graph::Expression x(graph, predictions);
  switch (scale_) {
    case TargetScale::none:
      return predictions;
    case TargetScale::log1p:
      return (exponential(x) - 1).name();
    case TargetScale::standardize:
      return (x * numbers_[1] + numbers_[0]).name();
    case TargetScale::yeo_johnson: {
      const graph::Expression power = x * numbers_[2] + numbers_[1];
      const graph::Expression value = lowered_inverse_yeo_johnson(power, numbers_[0]);
      // Beyond what a power reaches there is no number.
      const graph::Expression end = where(greater(power, 0), power * 0 + high_, low_);
      const double infinity = std::numeric_limits<double>::infinity();
      return where(less(absolute(value), infinity), value, end).name();
    }
    case TargetScale::quantile:
      return lowered_inverse({true, numbers_}, x).name();
  }
  return predictions;
}

Archive TargetTransform::save() const {
  Archive archive;
  archive.put("scale", std::string(names_of(scale_)[static_cast<std::size_t>(scale_)]));
  archive.put("ends", std::vector<double>{low_, high_});
  archive.put("numbers", numbers_);
  return archive;
}

TargetTransform TargetTransform::load(const Archive& archive) {
  TargetTransform made;
  const auto names = names_of(TargetScale{});
  const auto at = std::find(names.begin(), names.end(), archive.text("scale"));
  if (at == names.end())
    throw CorruptFile("scale", fmt::format("'{}' is no target transform", archive.text("scale")));
  made.scale_ = static_cast<TargetScale>(at - names.begin());
  const std::vector<double>& ends = archive.doubles("ends");
  made.numbers_ = archive.doubles("numbers");
  const std::size_t size = learnt_size(made.scale_);
  const bool needs_one = made.scale_ == TargetScale::quantile;
  if (ends.size() != 2 || (size > 0 && made.numbers_.size() != size) ||
      (needs_one && made.numbers_.empty()))
    throw CorruptFile("numbers", "they do not suit the target transform");
  made.low_ = ends[0];
  made.high_ = ends[1];
  return made;
}

}  // namespace dlflow::views
