#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "pipeline/models/series/arma.hpp"
#include "pipeline/models/series/decomposition.hpp"

namespace dlflow::models {

/// (p, d, q) or (P, D, Q).
using ArimaOrder = std::array<std::size_t, 3>;

/// What is asked for; the rest is chosen.
struct SarimaWish {
  std::optional<ArimaOrder> order, seasonal_order;
  std::size_t season = 1;
};

/// An ARMA model of the differences of a series.
struct FittedSarima {
  Differencing differencing;
  FittedArma arma;
};

/// Seasons above it are differenced, but have no coefficients unless these are asked for.
inline constexpr std::size_t kMostSearchedSeason = 60;

/// The differences asked for; else a seasonal one where the strength of the season is above 0.64,
/// and as many plain ones, up to 2, as the test of a level asks for.
Differencing choose_differencing(std::span<const double> values, const SarimaWish& wish);

/// Orders by the stepwise search of Hyndman and Khandakar: from four simple models to the neighbour
/// with a lower AICc until there is none, p and q up to 5, P and Q up to 2, less in a short series,
/// at most 94 models; none whose roots are within 1 % of the unit circle. With a mean of the
/// differences where these are at most one and it lowers the AICc. Throws Stopped.
/// Source: R. J. Hyndman and Y. Khandakar, Automatic time series forecasting: the forecast package
/// for R (2008), 3.
FittedSarima fit_sarima(std::span<const double> values, const SarimaWish& wish,
                        const StopFlag* stop);

}  // namespace dlflow::models
