#include "pipeline/models/series/lag_inputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace dlflow::models {
namespace {

/// Where the last values hardly differ, what is learnt is in units of earlier differences.
constexpr double kLeastShare = 0.1;
constexpr std::size_t kLeastWindow = 12;

std::size_t largest(const std::vector<std::size_t>& values) {
  return values.empty() ? 0 : values.back();
}

/// Values that tell how far they lie apart.
std::size_t scale_window(const LagPlan& plan) {
  return std::max({kLeastWindow, 2 * plan.season, largest(plan.lags)});
}

}  // namespace

std::size_t LagPlan::needed() const {
  const std::size_t before = base == LagBase::season ? season : base == LagBase::last ? 1 : 0;
  return std::max(largest(lags), std::size_t{1}) + before;
}

std::size_t LagPlan::kept() const {
  const std::size_t most = std::max(largest(lags), largest(windows)) + 1;
  return std::max({most + (season > 1 ? season : 0), 2 * season + 1, scale_window(*this)});
}

std::vector<std::string> LagPlan::names() const {
  std::vector<std::string> out;
  for (const std::size_t lag : lags) out.push_back(fmt::format("lag {}", lag));
  for (const std::size_t window : windows)
    out.push_back(fmt::format("mean of the last {}", window));
  out.emplace_back("level");
  out.emplace_back("steps ahead");
  if (season < 2) return out;
  for (const char* name : {"last season", "change of the last season", "rise to the last season",
                           "rise from the last season"})
    out.emplace_back(name);
  return out;
}

void RunningLevel::add(double value) {
  const auto before = static_cast<double>(count++);
  mean += (value - mean) / (before + 1);
  spread += (std::abs(value - mean) - spread) / (before + 1);
}

LagOrigin::LagOrigin(const LagPlan& plan, std::span<const double> end, const RunningLevel& level)
    : plan_(plan), end_(end.last(std::min(end.size(), plan.kept()))), level_(level) {
  scale_ = level.spread;
  if (plan.base != LagBase::mean) {
    const auto last = end_.last(std::min(end_.size(), scale_window(plan)));
    const double mean = mean_of_last(last.size());
    double sum = 0;
    for (const double value : last) sum += std::abs(value - mean);
    scale_ = std::max(sum / static_cast<double>(last.size()), kLeastShare * level.spread);
  }
  // What rounding leaves of equal values is no deviation.
  if (scale_ <= 1e-12 * std::abs(level.mean)) scale_ = 0;
  if (scale_ == 0) return;
  for (const std::size_t lag : plan.lags)
    fixed_.push_back(static_cast<float>(lag_input(lag) / scale_));
  for (const std::size_t window : plan.windows)
    fixed_.push_back(static_cast<float>(window_input(window) / scale_));
  fixed_.push_back(static_cast<float>((mean_of_last(plan.season) - level.mean) / scale_));
}

double LagOrigin::at(std::size_t back) const {
  while (back >= end_.size() && plan_.season <= end_.size() && plan_.season > 1)
    back -= plan_.season;
  return end_[end_.size() - 1 - std::min(back, end_.size() - 1)];
}

double LagOrigin::seasonal_change(std::size_t back) const {
  return at(back) - at(back + plan_.season);
}

double LagOrigin::mean_of_last(std::size_t count) const {
  const auto last = end_.last(std::min(count, end_.size()));
  double sum = 0;
  for (const double value : last) sum += value;
  return sum / static_cast<double>(last.size());
}

std::size_t LagOrigin::back_of(std::size_t step) const {
  return plan_.season - 1 - (step - 1) % plan_.season;
}

double LagOrigin::base(std::size_t step) const {
  switch (plan_.base) {
    case LagBase::mean:
      return level_.mean;
    case LagBase::last:
      return at(0);
    case LagBase::season:
      return at(back_of(step));
  }
  return at(0);
}

double LagOrigin::lag_input(std::size_t lag) const {
  switch (plan_.base) {
    case LagBase::mean:
      return at(lag - 1) - level_.mean;
    case LagBase::last:
      return at(lag) - at(0);
    case LagBase::season:
      return seasonal_change(lag - 1);
  }
  return 0;
}

double LagOrigin::window_input(std::size_t window) const {
  if (plan_.base != LagBase::season)
    return mean_of_last(window) - (plan_.base == LagBase::mean ? level_.mean : at(0));
  double sum = 0;
  for (std::size_t back = 0; back < window; ++back) sum += seasonal_change(back);
  return sum / static_cast<double>(window);
}

void LagOrigin::write(std::size_t step, std::span<float> out) const {
  auto next = std::ranges::copy(fixed_, out.begin()).out;
  const auto put = [&](double value) { *next++ = static_cast<float>(value); };
  put(static_cast<double>(std::min(step, plan_.horizon)) / static_cast<double>(plan_.horizon));
  if (plan_.season < 2) return;
  const std::size_t back = back_of(step), after = back > 0 ? back - 1 : plan_.season - 1;
  const double here = at(back),
               level = plan_.base == LagBase::last ? at(0) : mean_of_last(plan_.season);
  put((here - level) / scale_);
  put(seasonal_change(back) / scale_);
  put((here - at(back + 1)) / scale_);
  put((at(after) - at(after + 1)) / scale_);
}

}  // namespace dlflow::models
