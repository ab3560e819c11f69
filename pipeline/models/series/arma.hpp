#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "core/base/thread_pool.hpp"

namespace dlflow::models {

/// How many coefficients of each kind an ARMA model has.
struct ArmaOrder {
  std::size_t ar = 0, ma = 0, seasonal_ar = 0, seasonal_ma = 0;  ///< p, q, P, Q
  std::size_t season = 1;                                        ///< m
  bool has_mean = false;

  std::size_t coefficients() const { return ar + ma + seasonal_ar + seasonal_ma; }
  /// Numbers of its state.
  std::size_t state() const;
  bool operator==(const ArmaOrder&) const = default;
};

/// y[t] = sum of phi[i] y[t-1-i] + e[t] + sum of theta[j] e[t-1-j], y less its mean.
struct ArmaPolynomials {
  std::vector<double> phi, theta;
};

/// The coefficients of each kind, in the signs of ArmaPolynomials.
struct ArmaCoefficients {
  std::vector<double> ar, ma, seasonal_ar, seasonal_ma;
  /// phi(B) Phi(B^m) and theta(B) Theta(B^m) multiplied out.
  ArmaPolynomials product(std::size_t season) const;
  /// Whether all roots of the four polynomials, each in its own lags, are so far from 0.
  bool have_roots_outside(double radius) const;
};

/// What the Kalman filter makes of a series, exactly, begun in the stationary distribution.
struct ArmaFiltered {
  std::vector<double> errors;  ///< (N) one-step errors over their deviation where sigma is 1
  double log_factors = 0;      ///< sum of the logarithms of their variances there
  double mean = 0;
  std::vector<double> state;  ///< expected after the last value

  double squares() const;
  /// At this variance of e, and at the most likely one, squares() / N.
  double log_likelihood(double variance) const;
  double log_likelihood() const;
};

/// Filters a series by the recursions that Chandrasekhar's equations give for a filter that does
/// not change in time: O(N r) for a state of r. `mean`: of the series; none: the most likely one.
/// Source: M. Morf, G. S. Sidhu and T. Kailath, Some new algorithms for recursive estimation in
/// constant, linear, discrete-time systems (1974); A. C. Harvey, Forecasting, structural time
/// series models and the Kalman filter (1989), 3.4.
ArmaFiltered filter_arma(std::span<const double> values, const ArmaPolynomials& polynomials,
                         std::optional<double> mean);

/// The next values after those that led to this state.
std::vector<double> arma_path(std::vector<double> phi, double mean, std::vector<double> state,
                              std::size_t count);

/// Coefficients from partial autocorrelations in (-1, 1): those of a stationary process.
/// Source: R. H. Jones, Maximum likelihood fitting of ARMA models to time series with missing
/// observations (1980).
std::vector<double> from_partial_autocorrelations(std::vector<double> partial);

/// An ARMA model fitted to a series.
struct FittedArma {
  ArmaOrder order;
  ArmaCoefficients coefficients;
  ArmaFiltered filtered;
  double aicc = 0;  ///< infinite where there are too few values
};

/// By exact maximum likelihood among the stationary and invertible ones: the likelihood is a sum of
/// squares (C. F. Ansley, An algorithm for the exact likelihood of a mixed autoregressive-moving
/// average process, 1979). least: the squares that count as no error. Throws Stopped.
FittedArma fit_arma(std::span<const double> values, const ArmaOrder& order, double least,
                    const StopFlag* stop);

}  // namespace dlflow::models
