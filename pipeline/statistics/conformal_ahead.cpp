#include "pipeline/statistics/conformal_ahead.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/base/error.hpp"

namespace dlflow::statistics {
namespace {

constexpr std::size_t kNeighbours = 2;

/// A size below this share of the mean of all is raised to it: a step that was always met exactly
/// would make any other error infinite.
constexpr double kLeastShare = 1e-3;

/// Errors of steps, summed.
struct Sums {
  std::vector<double> sizes, counts;  ///< of step 1 and on

  explicit Sums(std::size_t steps) : sizes(steps, 0), counts(steps, 0) {}
  void add(const ErrorAhead& error) {
    if (std::isnan(error.size)) return;
    const auto at = static_cast<std::size_t>(error.step - 1);
    sizes[at] += error.size;
    counts[at] += 1;
  }
  Sums without(const Sums& others) const {
    Sums out = *this;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      out.sizes[i] = std::max(0.0, sizes[i] - others.sizes[i]);
      out.counts[i] -= others.counts[i];
    }
    return out;
  }
};

/// Steps beside each other with one mean.
struct Pool {
  double size = 0, count = 0;
  std::size_t steps = 0;
  double mean() const { return size / count; }
};

/// The sums of a step and its neighbours, as many on either side; of none at first and last.
Pool window(const Sums& sums, std::size_t step) {
  const std::size_t last = sums.sizes.size() - 1;
  const std::size_t reach = std::min({kNeighbours, step, last - step});
  Pool out{0, 0, 1};
  for (std::size_t i = step - reach; i <= step + reach; ++i) {
    out.size += sums.sizes[i];
    out.count += sums.counts[i];
  }
  return out;
}

/// The usual size of an error of each step, ascending; a step without errors has that of the one
/// before, or after. Empty where there is no error at all.
std::vector<double> scales_of(const Sums& sums) {
  std::vector<Pool> pools;
  Pool all;
  std::size_t leading = 0;
  for (std::size_t step = 0; step < sums.sizes.size(); ++step) {
    const Pool here = window(sums, step);
    all.size += sums.sizes[step];
    all.count += sums.counts[step];
    if (here.count == 0) {
      ++(pools.empty() ? leading : pools.back().steps);
      continue;
    }
    pools.push_back(here);
    while (pools.size() > 1 && pools[pools.size() - 2].mean() >= pools.back().mean()) {
      const Pool later = pools.back();
      pools.pop_back();
      pools.back() = {pools.back().size + later.size, pools.back().count + later.count,
                      pools.back().steps + later.steps};
    }
  }
  if (pools.empty()) return {};
  pools.front().steps += leading;
  const double least = all.size > 0 ? kLeastShare * all.mean() : 1;
  std::vector<double> out;
  for (const Pool& pool : pools) out.insert(out.end(), pool.steps, std::max(pool.mean(), least));
  return out;
}

}  // namespace

ConformalAhead::ConformalAhead(const std::vector<ErrorAhead>& errors) {
  std::size_t steps = 0;
  for (const ErrorAhead& error : errors) {
    DLFLOW_REQUIRE(error.step >= 1, "a forecast is at least a step ahead");
    steps = std::max(steps, static_cast<std::size_t>(error.step));
  }
  Sums all(steps);
  std::map<std::size_t, std::vector<const ErrorAhead*>> of_cut;
  for (const ErrorAhead& error : errors) {
    all.add(error);
    of_cut[error.cut].push_back(&error);
  }
  scales_ = scales_of(all);
  if (scales_.empty()) return;
  std::vector<double> scores;
  for (const auto& [cut, own] : of_cut) {
    Sums sums(steps);
    for (const ErrorAhead* error : own) sums.add(*error);
    std::vector<double> scales = scales_of(all.without(sums));
    if (scales.empty()) scales = scales_;
    for (const ErrorAhead* error : own)
      scores.push_back(error->size / scales[static_cast<std::size_t>(error->step - 1)]);
  }
  scores_ = Conformal(std::move(scores));
}

std::optional<ConformalAhead> ConformalAhead::restored(std::vector<double> scales,
                                                       Conformal scores) {
  const bool fits = scales.empty() == (scores.rows() == 0) && std::ranges::is_sorted(scales) &&
                    std::ranges::all_of(scales, [](double scale) {
                      return scale > 0 && scale <= std::numeric_limits<double>::max();
                    });
  if (!fits) return std::nullopt;
  ConformalAhead out;
  out.scales_ = std::move(scales);
  out.scores_ = std::move(scores);
  return out;
}

std::optional<double> ConformalAhead::half_width(double level, std::int64_t step) const {
  const auto threshold = scores_.threshold(level);
  if (!threshold || is_empty()) return std::nullopt;
  const std::int64_t at = step < 1 || step > furthest() ? furthest() : step;
  return scales_[static_cast<std::size_t>(at - 1)] * *threshold;
}

}  // namespace dlflow::statistics
