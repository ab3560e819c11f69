#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>

#include "core/base/text.hpp"
#include "pipeline/models/series/information.hpp"
#include "pipeline/models/series/lag_regression.hpp"
#include "pipeline/models/series/sarima_search.hpp"
#include "pipeline/models/series/smoothing.hpp"

using namespace dlflow;
using namespace dlflow::models;

namespace {

using Values = std::vector<double>;

struct AutoregressionReference {
  const char* data;
  std::size_t lags;
  bool has_trend;
  Values coefficients;  ///< constant, trend if any, lags
  Values ahead;
};
struct SarimaReference {
  const char* data;
  ArimaOrder order, seasonal_order;
  std::size_t season;
  Values coefficients;  ///< p, q, P, Q
  double variance, log_likelihood;
  Values ahead;
};
struct LikelihoodReference {
  const char* data;
  ArimaOrder order, seasonal_order;
  std::size_t season;
  bool has_mean;
  double log_likelihood;  ///< the highest found
};
struct SmoothingReference {
  const char *data, *trend, *seasonal;
  double level;
  Values seasons;  ///< the slope is 0.7
  double squares;  ///< at alpha 0.4, beta 0.1, gamma 0.3, phi 0.95
  Values ahead;
  double least_squares;  ///< where factors and start are fitted
};
struct LevelReference {
  const char* data;
  bool is_differenced;
  double kpss;
};
#include "tests/reference/forecasts.inc"

/// The last column of a shipped data set.
Values series(const std::string& name) {
  std::ifstream file(std::string(DLFLOW_SOURCE_DIR) + "/datasets/" + name + ".csv");
  std::string line;
  std::getline(file, line);
  Values out;
  while (std::getline(file, line)) out.push_back(*parse_number(split(line, ',').back()));
  return out;
}

void check_near(const Values& found, const Values& expected, double share) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i)
    CHECK(found[i] == Approx(expected[i]).epsilon(share));
}

Differencing differencing_of(const ArimaOrder& order, const ArimaOrder& seasonal,
                             std::size_t season) {
  return {order[1], seasonal[1], season};
}

SmoothingForm form_of(const SmoothingReference& of) {
  const auto at = [](const std::string& name, const char* first, const char* second) {
    return name == first ? 1 : name == second ? 2 : 0;
  };
  SmoothingForm form;
  form.trend = static_cast<SmoothedTrend>(at(of.trend, "additive", "damped"));
  form.seasonal = static_cast<SmoothedSeason>(at(of.seasonal, "additive", "multiplicative"));
  if (form.has_season()) form.season = 12;
  return form;
}

}  // namespace

TEST_CASE("regressions on lags and their forecasts are those of AutoReg") {
  for (const AutoregressionReference& of : kAutoregressions) {
    INFO(of.data << " " << of.lags);
    const Values values = series(of.data);
    const LagRegression model = fit_lags(values, of.lags, of.has_trend);
    Values found = {model.constant};
    if (of.has_trend) found.push_back(model.trend);
    found.insert(found.end(), model.weights.begin(), model.weights.end());
    check_near(found, of.coefficients, 1e-9);
    check_near(path_of(model, std::span(values).last(of.lags), values.size() - of.lags, 12),
               of.ahead, 1e-9);
  }
}

TEST_CASE("likelihood and forecasts at given coefficients are those of SARIMAX") {
  for (const SarimaReference& of : kSarimas) {
    INFO(of.data << " " << of.order[0] << of.order[1] << of.order[2]);
    const Values values = series(of.data);
    const auto differencing = differencing_of(of.order, of.seasonal_order, of.season);
    auto next = of.coefficients.begin();
    const auto taken = [&next](std::size_t count) {
      next += static_cast<std::ptrdiff_t>(count);
      return Values(next - static_cast<std::ptrdiff_t>(count), next);
    };
    ArmaCoefficients coefficients;
    coefficients.ar = taken(of.order[0]);
    coefficients.ma = taken(of.order[2]);
    coefficients.seasonal_ar = taken(of.seasonal_order[0]);
    coefficients.seasonal_ma = taken(of.seasonal_order[2]);
    const ArmaPolynomials polynomials = coefficients.product(of.season);
    const ArmaFiltered filtered = filter_arma(differencing.apply(values), polynomials, 0);
    CHECK(filtered.log_likelihood(of.variance) ==
          Approx(of.log_likelihood).epsilon(0).margin(1e-7));
    check_near(differencing.undo(std::span(values).last(differencing.lost()),
                                 arma_path(polynomials.phi, 0, filtered.state, 12)),
               of.ahead, 1e-7);
  }
}

TEST_CASE("the highest likelihood is not below that of SARIMAX by more than 0.1") {
  for (const LikelihoodReference& of : kLikelihoods) {
    INFO(of.data << " " << of.order[0] << of.order[1] << of.order[2]);
    const Values values = series(of.data);
    const ArmaOrder order{of.order[0],          of.order[2], of.seasonal_order[0],
                          of.seasonal_order[2], of.season,   of.has_mean};
    const FittedArma fitted =
        fit_arma(differencing_of(of.order, of.seasonal_order, of.season).apply(values), order,
                 above_rounding(0, values), nullptr);
    CHECK(fitted.filtered.log_likelihood() > of.log_likelihood - 0.1);
  }
}

TEST_CASE("smoothings with given factors are those of ExponentialSmoothing") {
  for (const SmoothingReference& of : kSmoothings) {
    INFO(of.data << " " << of.trend << " " << of.seasonal);
    const SmoothingForm form = form_of(of);
    SmoothingFactors factors{0.4, 0, 0, 1};
    if (form.has_trend()) factors.slope = 0.1;
    if (form.has_season()) factors.season = 0.3;
    if (form.trend == SmoothedTrend::damped) factors.damping = 0.95;
    Smoothing smoothing(form, factors, {of.level, form.has_trend() ? 0.7 : 0, of.seasons});
    double squares = 0;
    for (const double value : series(of.data)) {
      squares += std::pow(value - smoothing.expected(), 2);
      smoothing.add(value);
    }
    CHECK(squares == Approx(of.squares).epsilon(1e-9));
    check_near(smoothing.path(11), of.ahead, 1e-9);
  }
}

TEST_CASE("the least squares of a smoothing are not above those of ExponentialSmoothing by 1 %") {
  for (const SmoothingReference& of : kSmoothings) {
    INFO(of.data << " " << of.trend << " " << of.seasonal);
    const FittedSmoothing fitted = fit_smoothing(series(of.data), form_of(of), nullptr);
    CHECK(fitted.squares < 1.01 * of.least_squares);
  }
}

TEST_CASE("the statistic of a level is that of kpss") {
  for (const LevelReference& of : kLevels) {
    const Values values = series(of.data);
    const Differencing differencing{.plain = of.is_differenced ? std::size_t{1} : 0};
    const Values tested = differencing.apply(values);
    CHECK(kpss_statistic(tested, few_test_lags(tested.size())) == Approx(of.kpss).epsilon(1e-9));
  }
}
