#include "pipeline/views/transforms/column_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.hpp"
#include "core/kernels/dispatch.hpp"

namespace dlflow::views {
namespace {

constexpr std::size_t kLanes = 8;
// Eight sums side by side keep a fixed order and let the processor work on all of them.
using Vector = double __attribute__((vector_size(kLanes * sizeof(double)), aligned(8), may_alias));

constexpr double kInfinity = std::numeric_limits<double>::infinity();

[[gnu::always_inline]] inline double total(const Vector& x) {
  return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
}

/// Calls step(lanes) for every eight values; the last call gets 0 < n <= 8 of them and NaN behind.
template <class Step>
[[gnu::always_inline]] inline void by_eight(const double* values, std::size_t count,
                                            const Step& step) {
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) step(*reinterpret_cast<const Vector*>(values + i));
  if (i == count) return;
  Vector rest = Vector{} + std::numeric_limits<double>::quiet_NaN();
  for (std::size_t k = 0; i < count; ++i, ++k) rest[k] = values[i];
  step(rest);
}

/// Adds to the sums and the counts of the values that are not missing.
DLFLOW_CLONES void add_up(const double* values, std::size_t count, Vector* sums, Vector* counts) {
  Vector sum = *sums, present = *counts;
  by_eight(
      values, count, [&](const Vector& v) __attribute__((always_inline)) {
        sum += v == v ? v : Vector{};
        present += v == v ? Vector{} + 1.0 : Vector{};
      });
  *sums = sum;
  *counts = present;
}

/// Adds to the sums of the distances from the mean, and of their squares.
DLFLOW_CLONES void add_up_apart(const double* values, std::size_t count, double mean, Vector* rests,
                                Vector* squares) {
  Vector rest = *rests, all = *squares;
  by_eight(
      values, count, [&](const Vector& v) __attribute__((always_inline)) {
        const Vector apart = v == v ? v - mean : Vector{};
        all += apart * apart;
        rest += apart;
      });
  *rests = rest;
  *squares = all;
}

/// One range waits for its last values; several side by side do not, and are one in the end.
constexpr std::size_t kRanges = 4;
struct Ranges {
  Vector low[kRanges], high[kRanges];
};

DLFLOW_CLONES void widen(const double* values, std::size_t count, Ranges* ranges) {
  Ranges all = *ranges;
  const auto add = [&](std::size_t i, const Vector& v) __attribute__((always_inline)) {
    all.low[i] = v < all.low[i] ? v : all.low[i];  // no comparison holds for a missing value
    all.high[i] = v > all.high[i] ? v : all.high[i];
  };
  const std::size_t whole = count - count % (kRanges * kLanes);
  for (std::size_t at = 0; at < whole; at += kRanges * kLanes)
    for (std::size_t i = 0; i < kRanges; ++i)
      add(i, *reinterpret_cast<const Vector*>(values + at + i * kLanes));
  by_eight(
      values + whole,
      count - whole, [&](const Vector& v) __attribute__((always_inline)) { add(0, v); });
  *ranges = all;
}

/// Whether no value is missing or infinite.
DLFLOW_CLONES bool are_finite(const double* values, std::size_t count) {
  Vector sums{};  // a difference that is not 0 is NaN, and stays so
  const std::size_t whole = count / kLanes * kLanes;
  for (std::size_t i = 0; i < whole; i += kLanes) {
    const Vector v = *reinterpret_cast<const Vector*>(values + i);
    sums += v - v;
  }
  double sum = total(sums);
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
  Vector sums{}, counts{};
  values.for_each(
      [&](const double* some, std::size_t count) { add_up(some, count, &sums, &counts); });
  const double n = total(counts);
  if (n == 0) return {};
  return {static_cast<std::size_t>(n), total(sums) / n};
}

Moments moments(const ColumnValues& values) {
  double n = 0, mean = 0, squares = 0;
  const auto add = [&](const double* some, std::size_t count) {
    Vector sums{}, counts{}, rests{}, apart_squares{};
    add_up(some, count, &sums, &counts);
    const double own = total(counts);
    if (own == 0) return;
    const double own_mean = total(sums) / own;
    add_up_apart(some, count, own_mean, &rests, &apart_squares);
    const double rest = total(rests), apart = own_mean - mean, all = n + own;
    squares += total(apart_squares) - rest * rest / own + apart * apart * n * own / all;
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
  std::ranges::fill(ranges.low, Vector{} + kInfinity);
  std::ranges::fill(ranges.high, Vector{} - kInfinity);
  values.for_each([&](const double* some, std::size_t count) { widen(some, count, &ranges); });
  Range range{kInfinity, -kInfinity};
  for (std::size_t i = 0; i < kRanges; ++i)
    for (std::size_t k = 0; k < kLanes; ++k) {
      range.low = std::min(range.low, ranges.low[i][k]);
      range.high = std::max(range.high, ranges.high[i][k]);
    }
  return range;
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
