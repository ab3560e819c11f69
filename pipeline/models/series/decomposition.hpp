#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace dlflow::models {

/// Moving averages over a season, centred (of an even one, over one value more whose ends count
/// half): of value m/2 on, N - m (even) or N - m + 1 of them. Needs N > season.
std::vector<double> seasonal_averages(std::span<const double> values, std::size_t season);

/// Mean deviation from these of each place in a season, beginning at the first value; they sum to
/// 0. Where values are divided, of the quotient, and they sum to the season. Needs two seasons.
/// Source: R. J. Hyndman and G. Athanasopoulos, Forecasting: principles and practice, 3rd edition
/// (2021), 3.4.
std::vector<double> seasonal_means(std::span<const double> values, std::size_t season,
                                   bool divides);

/// 1 - var(remainder) / var(values without the moving averages), from 0 to 1; 0 for fewer than
/// three seasons.
/// Source: the same, 4.3, with the classical decomposition in place of STL.
double seasonal_strength(std::span<const double> values, std::size_t season);

/// The lags of a test that is given N values: few, 3 sqrt(N) / 13, or many, 12 (N / 100)^(1/4),
/// with which long waves are no drift; rounded down.
std::size_t few_test_lags(std::size_t values);
std::size_t many_test_lags(std::size_t values);

/// Whether the test of Kwiatkowski, Phillips, Schmidt and Shin keeps, at 5 %, that values vary
/// about a level; so do fewer than 8.
/// Source: D. Kwiatkowski and others, Testing the null hypothesis of stationarity (1992).
bool is_level(std::span<const double> values, std::size_t lags);
/// The statistic of this test.
double kpss_statistic(std::span<const double> values, std::size_t lags);

/// Which differences of a series are modelled.
struct Differencing {
  std::size_t plain = 0;     ///< d
  std::size_t seasonal = 0;  ///< D
  std::size_t season = 1;    ///< m

  /// Values lost at the front.
  std::size_t lost() const { return plain + seasonal * season; }
  /// (1 - B)^d (1 - B^m)^D of the values, N - lost() of them.
  std::vector<double> apply(std::span<const double> values) const;
  /// The values that go on from the last lost() ones as these differences have it.
  std::vector<double> undo(std::span<const double> last, std::span<const double> differences) const;
};

}  // namespace dlflow::models
