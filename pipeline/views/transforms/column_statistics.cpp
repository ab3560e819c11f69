#include "pipeline/views/transforms/column_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.hpp"
#include "core/kernels/dispatch.hpp"
#include "core/kernels/lanes.hpp"

namespace dlflow::views {
namespace {

constexpr std::size_t kLanes = 8;
/// Eight sums side by side keep a fixed order and let the processor work on all of them.
struct Sums {
  double lane[kLanes] = {};
  double total() const {
    return ((lane[0] + lane[1]) + (lane[2] + lane[3])) +
           ((lane[4] + lane[5]) + (lane[6] + lane[7]));
  }
};

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Calls step(lanes) for every eight values; the last call gets 0 < n <= 8 of them and NaN behind.
template <std::size_t Bytes, class Step>
[[gnu::always_inline]] inline void by_eight(const double* values, std::size_t count,
                                            const Step& step) {
  using Eight = kernels::Eight<Bytes>;
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) step(Eight(values + i));
  if (i == count) return;
  double rest[kLanes];
  for (std::size_t k = 0; k < kLanes; ++k, ++i)
    rest[k] = i < count ? values[i] : std::numeric_limits<double>::quiet_NaN();
  step(Eight(rest));
}

/// Adds to the sums and the counts of the values that are not missing.
void add_up(const double* values, std::size_t count, Sums& sums, Sums& counts) {
  kernels::by_width([&](auto bytes) __attribute__((always_inline)) {
    using Eight = kernels::Eight<bytes>;
    Eight sum(sums.lane), present(counts.lane);
    const Eight one(1.0);
    by_eight<bytes>(
        values, count, [&](const Eight& v) __attribute__((always_inline)) {
          sum += Eight::where_present(v, v);
          present += Eight::where_present(v, one);
        });
    sum.store(sums.lane);
    present.store(counts.lane);
  });
}

/// Adds to the sums of the distances from the mean, and of their squares.
void add_up_apart(const double* values, std::size_t count, double mean, Sums& rests,
                  Sums& squares) {
  kernels::by_width([&](auto bytes) __attribute__((always_inline)) {
    using Eight = kernels::Eight<bytes>;
    Eight rest(rests.lane), all(squares.lane);
    const Eight center(mean);
    by_eight<bytes>(
        values, count, [&](const Eight& v) __attribute__((always_inline)) {
          const Eight apart = Eight::where_present(v, v - center);
          all += apart * apart;
          rest += apart;
        });
    rest.store(rests.lane);
    all.store(squares.lane);
  });
}

/// One range waits for its last values; several side by side do not, and are one in the end.
constexpr std::size_t kRanges = 4;
struct Ranges {
  double low[kRanges * kLanes], high[kRanges * kLanes];
};

void widen(const double* values, std::size_t count, Ranges& ranges) {
  kernels::by_width([&](auto bytes) __attribute__((always_inline)) {
    using Eight = kernels::Eight<bytes>;
    constexpr std::size_t kSome = kRanges * bytes / 64;  // what the registers hold
    Eight low[kSome], high[kSome];
    for (std::size_t i = 0; i < kSome; ++i) {
      low[i] = Eight(ranges.low + i * kLanes);
      high[i] = Eight(ranges.high + i * kLanes);
    }
    const auto add = [&](std::size_t i, const Eight& v) __attribute__((always_inline)) {
      low[i] = Eight::lesser(v, low[i]);  // no comparison holds for a missing value
      high[i] = Eight::greater(v, high[i]);
    };
    const std::size_t whole = count - count % (kSome * kLanes);
    for (std::size_t at = 0; at < whole; at += kSome * kLanes)
      for (std::size_t i = 0; i < kSome; ++i) add(i, Eight(values + at + i * kLanes));
    by_eight<bytes>(
        values + whole,
        count - whole, [&](const Eight& v) __attribute__((always_inline)) { add(0, v); });
    for (std::size_t i = 0; i < kSome; ++i) {
      low[i].store(ranges.low + i * kLanes);
      high[i].store(ranges.high + i * kLanes);
    }
  });
}

/// Whether no value is missing or infinite.
bool are_finite(const double* values, std::size_t count) {
  Sums sums;  // a difference that is not 0 is NaN, and stays so
  const std::size_t whole = count / kLanes * kLanes;
  kernels::by_width([&](auto bytes) __attribute__((always_inline)) {
    using Eight = kernels::Eight<bytes>;
    Eight sum;
    for (std::size_t i = 0; i < whole; i += kLanes) {
      const Eight v(values + i);
      sum += v - v;
    }
    sum.store(sums.lane);
  });
  double sum = sums.total();
  for (std::size_t i = whole; i < count; ++i) sum += values[i] - values[i];
  return sum == 0;
}

DLFLOW_CLONES void shift_and_multiply(const double* from, std::size_t count, double shift,
                                      double factor, double* to) {
  for (std::size_t i = 0; i < count; ++i) to[i] = (from[i] - shift) * factor;
}

[[noreturn]] void refuse_infinite(const std::string& column, const StepContext& context) {
  context.refuse(column, "a training value is infinite",
                 "look for infinite or extremely large values in the column");
}

}  // namespace

bool all_finite(const std::vector<double>& values) {
  return are_finite(values.data(), values.size());
}

void drop_missing(std::vector<double>& values) {
  if (all_finite(values)) return;
  std::erase_if(values, [](double v) { return std::isnan(v); });
}

void require_values(std::vector<double>& values, const std::string& column,
                    const StepContext& context) {
  const bool is_finite = all_finite(values);
  if (!is_finite) drop_missing(values);
  if (values.empty()) values = {0};
  if (!is_finite && !all_finite(values)) refuse_infinite(column, context);
}

void require_every_value(const std::vector<double>& values, const std::string& column,
                         const StepContext& context) {
  if (all_finite(values)) return;
  const auto missing = std::ranges::count_if(values, [](double v) { return std::isnan(v); });
  if (missing > 0)
    context.refuse(column,
                   fmt::format("{} training value{} missing, and it needs a value in every row",
                               with_thousands(missing), missing == 1 ? " is" : "s are"),
                   "put 'impute' before it");
}

bool Moments::is_constant() const {
  const double n = static_cast<double>(count), eps = std::numeric_limits<double>::epsilon();
  const double error = n * mean * eps;
  return variance <= n * eps * variance + error * error;
}

Center center_of(const ColumnValues& values) {
  Sums sums, counts;
  values.for_each(
      [&](const double* some, std::size_t count) { add_up(some, count, sums, counts); });
  const double n = counts.total();
  if (n == 0) return {};
  return {static_cast<std::size_t>(n), sums.total() / n};
}

Moments moments(const ColumnValues& values) {
  double n = 0, mean = 0, squares = 0;
  const auto add = [&](const double* some, std::size_t count) {
    Sums sums, counts, rests, apart_squares;
    add_up(some, count, sums, counts);
    const double own = counts.total();
    if (own == 0) return;
    const double own_mean = sums.total() / own;
    add_up_apart(some, count, own_mean, rests, apart_squares);
    const double rest = rests.total(), apart = own_mean - mean, all = n + own;
    squares += apart_squares.total() - rest * rest / own + apart * apart * n * own / all;
    mean += apart * own / all;
    n = all;
  };
  values.for_each([&](const double* some, std::size_t count) {
    for (std::size_t begin = 0; begin < count; begin += kFitPiece)
      add(some + begin, std::min(kFitPiece, count - begin));
  });
  if (n == 0) return {};
  return {static_cast<std::size_t>(n), mean, squares / n};
}

Range range_of(const ColumnValues& values) {
  Ranges ranges;
  std::ranges::fill(ranges.low, kInfinity);
  std::ranges::fill(ranges.high, -kInfinity);
  values.for_each([&](const double* some, std::size_t count) { widen(some, count, ranges); });
  return {*std::ranges::min_element(ranges.low), *std::ranges::max_element(ranges.high)};
}

Range finite_range(const ColumnValues& values, const std::string& column,
                   const StepContext& context) {
  const Range range = range_of(values);
  if (range.low > range.high) return {0, 0};
  if (!std::isfinite(range.low) || !std::isfinite(range.high)) refuse_infinite(column, context);
  return range;
}

std::optional<Scaling> scaling_of(double shift, double scale) {
  const double factor = 1 / scale;
  return std::isnormal(factor) ? std::optional<Scaling>({shift, factor}) : std::nullopt;
}

void shift_and_divide(std::span<const double> from, std::span<double> to, double shift,
                      double scale) {
  if (const auto scaling = scaling_of(shift, scale)) {
    shift_and_multiply(from.data(), from.size(), shift, scaling->factor, to.data());
    return;
  }
  std::ranges::transform(from, to.begin(), [=](double value) { return (value - shift) / scale; });
}

double usable_scale(double scale) {
  return scale < 10 * std::numeric_limits<double>::epsilon() ? 1 : scale;
}

}  // namespace dlflow::views
