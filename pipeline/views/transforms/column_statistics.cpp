#include "pipeline/views/transforms/column_statistics.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace dlflow::views {

std::vector<double> present_values(const std::vector<double>& values) {
  std::vector<double> present;
  present.reserve(values.size());
  for (double v : values)
    if (!std::isnan(v)) present.push_back(v);
  return present;
}

std::vector<double> required_values(const std::vector<double>& values, const std::string& column,
                                    const StepContext& context) {
  std::vector<double> present = present_values(values);
  if (present.empty())
    context.refuse(column, "every training value is missing",
                   "ignore the column, or 'drop' it in this view");
  if (std::any_of(present.begin(), present.end(), [](double v) { return std::isinf(v); }))
    context.refuse(column, "a training value is infinite",
                   "look for infinite or extremely large values in the column");
  return present;
}

bool Moments::is_constant() const {
  const double n = static_cast<double>(count), eps = std::numeric_limits<double>::epsilon();
  const double error = n * mean * eps;
  return variance <= n * eps * variance + error * error;
}

Moments moments(const std::vector<double>& values) {
  Moments m;
  // Eight sums side by side keep a fixed order and let the processor work on all of them.
  std::array<double, 8> sums{}, counts{};
  const auto lanes = [&](const auto& add) {
    const std::size_t whole = values.size() / 8 * 8;
    for (std::size_t i = 0; i < whole; i += 8)
      for (std::size_t k = 0; k < 8; ++k) add(k, values[i + k]);
    for (std::size_t i = whole; i < values.size(); ++i) add(i - whole, values[i]);
  };
  const auto total = [](const std::array<double, 8>& x) {
    return ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
  };
  lanes([&](std::size_t k, double v) {
    sums[k] += v == v ? v : 0;
    counts[k] += v == v ? 1 : 0;
  });
  const double n = total(counts);
  m.count = static_cast<std::size_t>(n);
  if (m.count == 0) return m;
  m.mean = total(sums) / n;
  std::array<double, 8> squares{}, rests{};
  lanes([&](std::size_t k, double v) {
    const double apart = v == v ? v - m.mean : 0;
    squares[k] += apart * apart;
    rests[k] += apart;
  });
  const double rest = total(rests);
  m.variance = (total(squares) - rest * rest / n) / n;
  return m;
}

void sort_numbers(std::vector<double>& values) {
  constexpr std::size_t kFew = 4096;  // below this many the comparing sort is as fast
  if (values.size() < kFew) {
    std::sort(values.begin(), values.end());
    return;
  }
  // By digits of 11 bits, the lowest first. A double's bits rise with its value once the sign is
  // turned, and all others with it below zero.
  constexpr int kBits = 11, kPasses = 6;
  constexpr std::uint64_t kSign = std::uint64_t{1} << 63, kMask = (1U << kBits) - 1;
  std::vector<std::uint64_t> keys(values.size()), other(values.size());
  std::vector<std::array<std::uint32_t, kMask + 1>> counts(kPasses);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto bits = std::bit_cast<std::uint64_t>(values[i] + 0.0);  // one zero, not two
    keys[i] = bits ^ (bits & kSign ? ~std::uint64_t{0} : kSign);
    for (int pass = 0; pass < kPasses; ++pass) ++counts[pass][keys[i] >> (pass * kBits) & kMask];
  }
  for (int pass = 0; pass < kPasses; ++pass) {
    auto& count = counts[pass];
    const std::uint64_t first = keys[0] >> (pass * kBits) & kMask;
    if (count[first] == keys.size()) continue;
    std::uint32_t place = 0;
    for (std::uint32_t& c : count) place += std::exchange(c, place);
    for (const std::uint64_t key : keys) other[count[key >> (pass * kBits) & kMask]++] = key;
    keys.swap(other);
  }
  for (std::size_t i = 0; i < keys.size(); ++i)
    values[i] = std::bit_cast<double>(keys[i] ^ (keys[i] & kSign ? kSign : ~std::uint64_t{0}));
}

double quantile_of(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(at), sorted.size() - 1);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  const double rest = at - static_cast<double>(below), gap = sorted[above] - sorted[below];
  return rest >= 0.5 ? sorted[above] - gap * (1 - rest) : sorted[below] + gap * rest;
}

double usable_scale(double scale) {
  return scale < 10 * std::numeric_limits<double>::epsilon() ? 1 : scale;
}

}  // namespace dlflow::views
