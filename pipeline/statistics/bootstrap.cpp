#include "pipeline/statistics/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/error.hpp"
#include "pipeline/statistics/diebold_mariano.hpp"

namespace dlflow::statistics {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// The quantile of sorted values, linear between neighbours.
double quantile(const std::vector<double>& sorted, double p) {
  const double at = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

/// The rows of as many units as there are, drawn with replacement by blocks.
void draw(const RowUnits& units, RandomKey key, std::vector<std::uint32_t>& drawn) {
  RandomStream stream(key);
  const std::size_t count = units.rows.size();
  drawn.clear();
  for (std::size_t taken = 0; taken < count; taken += units.block) {
    const std::size_t begin = stream.below(count);
    for (std::size_t i = 0; i < std::min(units.block, count - taken); ++i) {
      const auto& unit = units.rows[(begin + i) % count];
      drawn.insert(drawn.end(), unit.begin(), unit.end());
    }
  }
}

/// The mean of `scores` with each fold counted `times` times, none when no fold counts.
double mean_of(const std::vector<double>& scores, const std::vector<int>& times) {
  double sum = 0;
  int count = 0;
  for (std::size_t fold = 0; fold < scores.size(); ++fold) {
    if (times[fold] == 0) continue;
    sum += times[fold] * scores[fold];
    count += times[fold];
  }
  return sum / count;
}

/// The scores of models without NaN, turned so that greater is better.
std::vector<std::vector<double>> comparable(const std::vector<std::vector<double>>& scores,
                                            bool greater_is_better) {
  std::vector<std::vector<double>> out;
  for (const auto& of_model : scores) {
    DLFLOW_REQUIRE(of_model.size() == scores.front().size(), "scores of the same folds");
    if (std::ranges::any_of(of_model, [](double s) { return !std::isfinite(s); })) continue;
    out.push_back(of_model);
    if (!greater_is_better)
      for (double& score : out.back()) score = -score;
  }
  return out;
}

}  // namespace

RowUnits RowUnits::single(std::size_t count) {
  RowUnits out;
  for (std::size_t row = 0; row < count; ++row)
    out.rows.push_back({static_cast<std::uint32_t>(row)});
  return out;
}

RowUnits RowUnits::named(const std::vector<std::string>& names) {
  RowUnits out;
  std::map<std::string, std::size_t> known;
  for (std::size_t row = 0; row < names.size(); ++row) {
    const auto [place, is_new] = known.emplace(names[row], out.rows.size());
    if (is_new) out.rows.emplace_back();
    out.rows[place->second].push_back(static_cast<std::uint32_t>(row));
  }
  return out;
}

RowUnits RowUnits::at_times(const std::vector<std::string>& times) {
  RowUnits out = named(times);
  out.block = usual_lags(out.rows.size()) + 1;
  return out;
}

Interval bootstrap(const RowUnits& units, const RowMetric& metric, RandomKey key, int resamples) {
  DLFLOW_REQUIRE(resamples > 0, "at least one resample");
  DLFLOW_REQUIRE(units.block > 0, "blocks of at least one unit");
  if (units.rows.empty()) return {kUnknown, kUnknown, kUnknown};
  std::vector<std::uint32_t> all;
  for (const auto& unit : units.rows) all.insert(all.end(), unit.begin(), unit.end());
  std::ranges::sort(all);
  Interval out{metric(all), kUnknown, kUnknown};
  std::vector<double> values;
  for (int r = 0; r < resamples; ++r) {
    draw(units, key.with(static_cast<std::uint64_t>(r)), all);
    const double value = metric(all);
    if (!std::isnan(value)) values.push_back(value);
  }
  if (values.empty()) return out;
  std::ranges::sort(values);
  out.low = quantile(values, 0.025);
  out.high = quantile(values, 0.975);
  return out;
}

Interval bootstrap(std::size_t rows, const RowMetric& metric, RandomKey key, int resamples) {
  return bootstrap(RowUnits::single(rows), metric, key, resamples);
}

Interval bootstrap_interval(std::span<const double> values, RandomKey key, int resamples) {
  const auto mean = [&](std::span<const std::uint32_t> rows) {
    double sum = 0;
    for (const std::uint32_t row : rows) sum += values[row];
    return sum / static_cast<double>(rows.size());
  };
  return bootstrap(values.size(), mean, key, resamples);
}

double optimism_of_best(const std::vector<std::vector<double>>& scores, bool greater_is_better,
                        RandomKey key) {
  constexpr int kResamples = 1000;
  const auto models = comparable(scores, greater_is_better);
  if (models.size() < 2 || models.front().size() < 2) return 0;
  const std::size_t folds = models.front().size();
  const RowUnits units = RowUnits::single(folds);
  std::vector<std::uint32_t> drawn;
  std::vector<int> inside(folds), outside(folds);
  double sum = 0;
  int counted = 0;
  for (int r = 0; r < kResamples; ++r) {
    draw(units, key.with(static_cast<std::uint64_t>(r)), drawn);
    std::ranges::fill(inside, 0);
    for (const std::uint32_t fold : drawn) ++inside[fold];
    if (std::ranges::count(inside, 0) == 0) continue;
    std::ranges::transform(inside, outside.begin(), [](int n) { return n == 0 ? 1 : 0; });
    const auto winner = std::ranges::max_element(
        models, {}, [&](const std::vector<double>& model) { return mean_of(model, inside); });
    sum += mean_of(*winner, inside) - mean_of(*winner, outside);
    ++counted;
  }
  return counted > 0 ? sum / counted : 0;
}

}  // namespace dlflow::statistics
