#include "pipeline/views/transforms/column_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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

/// Sum and count of the values that are not missing.
DLFLOW_CLONES void add_up(const double* values, std::size_t count, double* sum, double* present) {
  Vector sums{}, counts{};
  by_eight(
      values, count, [&](const Vector& v) __attribute__((always_inline)) {
        sums += v == v ? v : Vector{};
        counts += v == v ? Vector{} + 1.0 : Vector{};
      });
  *sum = total(sums);
  *present = total(counts);
}

/// Sums of the distances from the mean, and of their squares.
DLFLOW_CLONES void add_up_apart(const double* values, std::size_t count, double mean, double* rest,
                                double* squares) {
  Vector rests{}, all{};
  by_eight(
      values, count, [&](const Vector& v) __attribute__((always_inline)) {
        const Vector apart = v == v ? v - mean : Vector{};
        all += apart * apart;
        rests += apart;
      });
  *rest = total(rests);
  *squares = total(all);
}

DLFLOW_CLONES void find_range(const double* values, std::size_t count, double* low, double* high) {
  Vector lows = Vector{} + kInfinity, highs = Vector{} - kInfinity;
  by_eight(
      values, count, [&](const Vector& v) __attribute__((always_inline)) {
        lows = v < lows ? v : lows;  // no comparison holds for a missing value
        highs = v > highs ? v : highs;
      });
  for (std::size_t k = 0; k < kLanes; ++k) {
    *low = std::min(*low, lows[k]);
    *high = std::max(*high, highs[k]);
  }
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

DLFLOW_CLONES void shift_and_divide(double* values, std::size_t count, double shift, double scale) {
  for (std::size_t i = 0; i < count; ++i) values[i] = (values[i] - shift) / scale;
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
  if (values.empty())
    context.refuse(column, "every training value is missing",
                   "ignore the column, or 'drop' it in this view");
  if (!is_finite && !all_finite(values))
    context.refuse(column, "a training value is infinite",
                   "look for infinite or extremely large values in the column");
}

bool Moments::is_constant() const {
  const double n = static_cast<double>(count), eps = std::numeric_limits<double>::epsilon();
  const double error = n * mean * eps;
  return variance <= n * eps * variance + error * error;
}

Moments moments(const std::vector<double>& values) {
  Moments m;
  double sum = 0, n = 0, rest = 0, squares = 0;
  add_up(values.data(), values.size(), &sum, &n);
  m.count = static_cast<std::size_t>(n);
  if (m.count == 0) return m;
  m.mean = sum / n;
  add_up_apart(values.data(), values.size(), m.mean, &rest, &squares);
  m.variance = (squares - rest * rest / n) / n;
  return m;
}

Range range_of(const std::vector<double>& values) {
  Range range{kInfinity, -kInfinity};
  find_range(values.data(), values.size(), &range.low, &range.high);
  return range;
}

void shift_and_divide(std::vector<double>& values, double shift, double scale) {
  shift_and_divide(values.data(), values.size(), shift, scale);
}

double usable_scale(double scale) {
  return scale < 10 * std::numeric_limits<double>::epsilon() ? 1 : scale;
}

}  // namespace dlflow::views
