#include "pipeline/statistics/paired_tests.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/base/error.hpp"
#include "pipeline/statistics/level.hpp"
#include "pipeline/statistics/log_gamma.hpp"

namespace dlflow::statistics {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// P(|Z| >= z) of the standard normal.
double normal_two_sided(double z) { return std::erfc(std::abs(z) / std::numbers::sqrt2); }

struct Ranks {
  double plus = 0, minus = 0;  ///< sums of the ranks of the differences above and below 0
  double ties = 0;             ///< sum of t^3 - t over groups of t equal sizes
  std::size_t count = 0;
};

Ranks rank(std::span<const double> differences) {
  std::vector<double> sorted;
  std::ranges::copy_if(differences, std::back_inserter(sorted), [](double d) { return d != 0; });
  std::ranges::sort(sorted, {}, [](double d) { return std::abs(d); });
  Ranks out;
  out.count = sorted.size();
  for (std::size_t from = 0; from < sorted.size();) {
    std::size_t to = from;
    while (to < sorted.size() && std::abs(sorted[to]) == std::abs(sorted[from])) ++to;
    const auto tied = static_cast<double>(to - from);
    const double middle = (static_cast<double>(from + 1) + static_cast<double>(to)) / 2;
    for (; from < to; ++from) (sorted[from] > 0 ? out.plus : out.minus) += middle;
    out.ties += tied * tied * tied - tied;
  }
  return out;
}

/// P(W <= smaller) twice, W the sum of the ranks 1..count that a coin chooses.
double exact_p(std::size_t count, double smaller) {
  std::vector<double> ways(count * (count + 1) / 2 + 1);
  ways[0] = 1;
  std::size_t reached = 0;
  for (std::size_t rank = 1; rank <= count; ++rank) {
    reached += rank;
    for (std::size_t sum = reached; sum >= rank; --sum) ways[sum] += ways[sum - rank];
  }
  const auto end = ways.begin() + static_cast<std::ptrdiff_t>(smaller) + 1;
  const double below = std::accumulate(ways.begin(), end, 0.0);
  return std::min(1.0, 2 * std::ldexp(below, -static_cast<int>(count)));
}

double approximate_p(const Ranks& ranks, double smaller) {
  const auto n = static_cast<double>(ranks.count);
  const double variance = n * (n + 1) * (2 * n + 1) / 24 - ranks.ties / 48;
  return normal_two_sided((smaller - n * (n + 1) / 4) / std::sqrt(variance));
}

}  // namespace

std::vector<double> differences_of(std::span<const double> a, std::span<const double> b) {
  DLFLOW_REQUIRE(a.size() == b.size(), "scores of the same folds");
  std::vector<double> differences;
  for (std::size_t i = 0; i < a.size(); ++i) differences.push_back(a[i] - b[i]);
  return differences;
}

TestResult wilcoxon_signed_rank(std::span<const double> differences) {
  constexpr std::size_t kMostExact = 50;
  if (std::ranges::any_of(differences, [](double d) { return std::isnan(d); }))
    return {kUnknown, kUnknown};
  const Ranks ranks = rank(differences);
  if (ranks.count == 0) return {0, 1};
  const double smaller = std::min(ranks.plus, ranks.minus);
  const bool is_exact =
      differences.size() <= kMostExact && ranks.count == differences.size() && ranks.ties == 0;
  return {smaller, is_exact ? exact_p(ranks.count, smaller) : approximate_p(ranks, smaller)};
}

TestResult mcnemar_exact(std::size_t only_a, std::size_t only_b) {
  const auto all = static_cast<double>(only_a + only_b);
  const auto smaller = static_cast<double>(std::min(only_a, only_b));
  if (only_a == only_b) return {smaller, 1};
  // From the largest term down: C(n, i - 1) = C(n, i) i / (n - i + 1).
  double term = std::exp(log_gamma(all + 1) - log_gamma(smaller + 1) -
                         log_gamma(all - smaller + 1) - all * std::numbers::ln2);
  double below = 0;
  for (double i = smaller; i >= 0 && term > 0; --i) {
    below += term;
    term *= i / (all - i + 1);
  }
  return {smaller, std::min(1.0, 2 * below)};
}

TestResult mcnemar_corrected(std::size_t only_a, std::size_t only_b) {
  const auto all = static_cast<double>(only_a + only_b);
  if (all == 0) return {0, 1};
  const double gap = std::abs(static_cast<double>(only_a) - static_cast<double>(only_b)) - 1;
  const double square = gap > 0 ? gap * gap / all : 0;
  return {square, normal_two_sided(std::sqrt(square))};
}

std::vector<double> holm(std::span<const double> p_values) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p_values.size(); ++i)
    if (!std::isnan(p_values[i])) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p_values[i]; });
  std::vector<double> out(p_values.size(), kUnknown);
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const double raised = static_cast<double>(order.size() - rank) * p_values[order[rank]];
    largest = std::max(largest, std::min(1.0, raised));
    out[order[rank]] = largest;
  }
  return out;
}

std::string_view words_of(Verdict verdict) {
  constexpr std::array<std::string_view, 3> kWords = {"better", "worse", "cannot tell"};
  return kWords[static_cast<std::size_t>(verdict)];
}

Verdict verdict_of(double difference, bool is_told, bool greater_is_better) {
  if (!is_told || difference == 0) return Verdict::cannot_tell;
  return (difference > 0) == greater_is_better ? Verdict::better : Verdict::worse;
}

Difference paired_difference(std::span<const double> a, std::span<const double> b,
                             double test_share, bool greater_is_better) {
  const std::vector<double> differences = differences_of(a, b);
  Difference out{corrected_interval(differences, test_share),
                 corrected_t_test(differences, test_share), Verdict::cannot_tell};
  out.verdict = verdict_of(out.interval.mean, out.p < kLevel, greater_is_better);
  return out;
}

Difference bootstrap_difference(const RowUnits& units, const RowMetric& a, const RowMetric& b,
                                bool greater_is_better, RandomKey key, int resamples) {
  const auto gap = [&](std::span<const std::uint32_t> drawn) { return a(drawn) - b(drawn); };
  Difference out;
  out.interval = bootstrap(units, gap, key, resamples);
  out.p = kUnknown;
  out.verdict = verdict_of(out.interval.mean, out.interval.low > 0 || out.interval.high < 0,
                           greater_is_better);
  return out;
}

}  // namespace dlflow::statistics
