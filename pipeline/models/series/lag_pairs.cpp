#include "pipeline/models/series/lag_pairs.hpp"

#include <algorithm>
#include <cmath>

#include "pipeline/models/series/decomposition.hpp"

namespace dlflow::models {
namespace {

constexpr double kStrongSeason = 0.64;
constexpr std::size_t kMostPlanned = 1000;  ///< series that are tested
constexpr std::size_t kMostSeasonalLags = 24;

/// Values of the middle one of the series by length.
std::size_t median_length(std::span<const std::vector<double>> series) {
  std::vector<std::size_t> lengths;
  for (const auto& values : series) lengths.push_back(values.size());
  std::ranges::sort(lengths);
  return lengths[lengths.size() / 2];
}

LagBase find_base(std::span<const std::vector<double>> series, std::size_t season) {
  std::size_t strong = 0, weak = 0, level = 0, moving = 0;
  const std::size_t step = (series.size() + kMostPlanned - 1) / kMostPlanned;
  for (std::size_t i = 0; i < series.size(); i += step) {
    const std::vector<double>& values = series[i];
    if (season > 1 && values.size() >= 3 * season)
      ++(seasonal_strength(values, season) > kStrongSeason ? strong : weak);
    ++(is_level(values, many_test_lags(values.size())) ? level : moving);
  }
  if (season > 1 && strong >= weak && median_length(series) > season) return LagBase::season;
  return moving > 0 && moving >= level ? LagBase::last : LagBase::mean;
}

std::vector<std::size_t> first_lags(std::size_t count) {
  std::vector<std::size_t> out;
  for (std::size_t lag = 1; lag <= count; ++lag) out.push_back(lag);
  return out;
}

/// As many lags as are usual, and no more than leave most of a series of this length to learn from.
std::size_t usual_lags(const LagPlan& plan, std::size_t length) {
  const auto usual = static_cast<std::size_t>(10 * std::log10(static_cast<double>(length)));
  const std::size_t wanted =
      plan.season > 1 ? std::min(plan.season, kMostSeasonalLags) : std::min(usual, length / 4);
  std::size_t most = length / 3;
  if (plan.base == LagBase::season) most = length / 2 - std::min(length / 2, plan.season);
  return std::max(std::min(wanted, most), std::size_t{1});
}

std::vector<std::size_t> usual_windows(std::size_t season, std::size_t length) {
  std::vector<std::size_t> out;
  const std::vector<std::size_t> wanted =
      season > 3 ? std::vector{season / 4, season / 2, season} : std::vector<std::size_t>{3, 6, 12};
  for (const std::size_t window : wanted)
    if (window > 1 && 2 * window <= std::max(length, 2 * season)) out.push_back(window);
  return out;
}

}  // namespace

std::vector<LagPair> lag_pairs(std::span<const std::size_t> lengths, std::size_t needed,
                               std::size_t first, std::size_t last, std::size_t most,
                               RandomKey key) {
  const auto steps_at = [&](std::size_t length, std::size_t known) {
    const std::size_t reach = std::min(last, length - known);
    return reach >= first ? reach - first + 1 : 0;
  };
  std::size_t all = 0;
  for (const std::size_t length : lengths)
    for (std::size_t known = needed; known < length; ++known) all += steps_at(length, known);
  const std::size_t count = std::min(all, most);
  const auto chosen = [&](std::size_t i) {
    if (count == all) return i;
    const double share = static_cast<double>(all) / static_cast<double>(count);
    const auto begin = static_cast<std::size_t>(share * static_cast<double>(i));
    const auto end =
        std::clamp(static_cast<std::size_t>(share * static_cast<double>(i + 1)), begin + 1, all);
    return begin + RandomStream(key.with(i)).below(end - begin);
  };
  std::vector<LagPair> out;
  std::size_t before = 0, next = count > 0 ? chosen(0) : 0;
  for (std::size_t s = 0; s < lengths.size() && out.size() < count; ++s)
    for (std::size_t known = needed; known < lengths[s] && out.size() < count; ++known) {
      const std::size_t steps = steps_at(lengths[s], known);
      while (out.size() < count && next < before + steps) {
        out.push_back({s, known, first + next - before});
        if (out.size() < count) next = chosen(out.size());
      }
      before += steps;
    }
  return out;
}

LagPlan plan_lags(const LagWish& wish, std::span<const std::vector<double>> series) {
  LagPlan plan;
  plan.season = wish.season;
  plan.base = wish.has_base ? wish.base : find_base(series, wish.season);
  const std::size_t length = median_length(series);
  plan.lags = wish.lags.empty() ? first_lags(usual_lags(plan, length)) : wish.lags;
  plan.windows = wish.windows ? *wish.windows : usual_windows(wish.season, length);
  std::size_t longest = 0;
  for (const auto& values : series) longest = std::max(longest, values.size());
  const std::size_t reach = longest - std::min(longest, plan.needed());
  plan.horizon = std::max(std::min(wish.horizon, reach), std::size_t{1});
  return plan;
}

}  // namespace dlflow::models
