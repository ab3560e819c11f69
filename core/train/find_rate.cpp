#include <algorithm>
#include <cmath>

#include "core/train/find_rate.hpp"

namespace dlflow::train {
namespace {

constexpr double kLowest = 1e-7, kHighest = 10, kSmooth = 0.9, kBeyondReason = 4;
constexpr int kSteps = 120, kLeast = 20;

}  // namespace

std::vector<RatePoint> rate_curve(Fit& fit) {
  std::vector<RatePoint> curve;
  double mean = 0, best = HUGE_VAL;
  for (int i = 0; i < kSteps; ++i) {
    const double share = static_cast<double>(i) / (kSteps - 1);
    const double rate = kLowest * std::pow(kHighest / kLowest, share);
    const double loss = fit.train_at(rate);
    if (!std::isfinite(loss)) break;
    mean = kSmooth * mean + (1 - kSmooth) * loss;
    const double smooth = mean / (1 - std::pow(kSmooth, i + 1));
    curve.push_back({rate, smooth});
    best = std::min(best, smooth);
    if (i >= kLeast && smooth > kBeyondReason * best) break;
  }
  return curve;
}

double suggested_rate(std::span<const RatePoint> curve) {
  // Slopes over a few points, so that one lucky batch does not decide; the first points are means
  // of too few.
  constexpr std::size_t kReach = 5, kFirst = 20;
  double steepest = 0, rate = 0;
  for (std::size_t i = kFirst; i + kReach < curve.size(); ++i) {
    const RatePoint &before = curve[i - kReach], &after = curve[i + kReach];
    const double slope = (after.loss - before.loss) / std::log(after.rate / before.rate);
    if (!(slope < steepest)) continue;
    steepest = slope;
    rate = curve[i].rate;
  }
  return rate;
}

}  // namespace dlflow::train
