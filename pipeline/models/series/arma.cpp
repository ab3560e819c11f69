#include "pipeline/models/series/arma.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "pipeline/models/series/information.hpp"
#include "pipeline/models/series/lag_regression.hpp"
#include "pipeline/models/series/least_squares.hpp"

namespace dlflow::models {
namespace {

using Values = std::vector<double>;

constexpr double kMostPartial = 1 - 1e-6;  // nearer to 1, a stationary variance has no bounds
constexpr double kSteady = 1e-30;          // change of a covariance that no sum shows

/// 1 + sum of a[i] x^(i + 1), times 1 + sum of b[j] x^(m (j + 1)), without the 1.
Values multiplied(const Values& a, const Values& b, std::size_t season) {
  Values out(a.size() + season * b.size(), 0);
  std::copy(a.begin(), a.end(), out.begin());
  for (std::size_t j = 0; j < b.size(); ++j) {
    const std::size_t at = season * (j + 1) - 1;
    out[at] += b[j];
    for (std::size_t i = 0; i < a.size(); ++i) out[at + i + 1] += b[j] * a[i];
  }
  return out;
}

Values negated(Values values) {
  for (double& value : values) value = -value;
  return values;
}

/// A process with variance 1 of e, and phi and theta padded to the state: theta[0] is 1.
class Process {
 public:
  explicit Process(const ArmaPolynomials& of)
      : size_(std::max(of.phi.size(), of.theta.size() + 1)), phi_(of.phi), theta_{1} {
    phi_.resize(size_, 0);
    theta_.insert(theta_.end(), of.theta.begin(), of.theta.end());
    theta_.resize(size_, 0);
  }

  std::size_t size() const { return size_; }
  const Values& phi() const { return phi_; }

  /// out[i] = phi[i] x[0] + x[i + 1]: the transition of a state.
  void move(const Values& x, Values& out) const {
    const double first = x[0];
    for (std::size_t i = 0; i + 1 < size_; ++i) out[i] = phi_[i] * first + x[i + 1];
    out[size_ - 1] = phi_[size_ - 1] * first;
  }

  /// Covariance of each part of a stationary state with the value.
  Values covariances() const {
    const Values psi = impulses(), gamma = autocovariances(psi);
    Values out(size_, 0);
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::size_t k = 0; i + k < size_; ++k)
        out[i] += phi_[i + k] * gamma[k + 1] + theta_[i + k] * psi[k];
    }
    return out;
  }

 private:
  Values impulses() const {
    Values psi(size_, 0);
    for (std::size_t k = 0; k < size_; ++k) {
      psi[k] = theta_[k];
      for (std::size_t i = 0; i < k; ++i) psi[k] += phi_[i] * psi[k - 1 - i];
    }
    return psi;
  }

  /// At lags 0 to size().
  Values autocovariances(const Values& psi) const {
    const auto n = static_cast<Eigen::Index>(size_ + 1);
    Eigen::MatrixXd left = Eigen::MatrixXd::Identity(n, n);
    Eigen::VectorXd right = Eigen::VectorXd::Zero(n);
    for (std::size_t k = 0; k <= size_; ++k) {
      const auto row = static_cast<Eigen::Index>(k);
      for (std::size_t i = 1; i <= size_; ++i)
        left(row, static_cast<Eigen::Index>(k > i ? k - i : i - k)) -= phi_[i - 1];
      for (std::size_t j = k; j < size_; ++j) right[row] += theta_[j] * psi[j - k];
    }
    const Eigen::VectorXd solved = left.partialPivLu().solve(right);
    return {solved.begin(), solved.end()};
  }

  std::size_t size_;
  Values phi_, theta_;
};

/// The gain of the filter, step by step. The covariance of the state changes by W M W' in a step.
class Gain {
 public:
  explicit Gain(const Process& process) : process_(process), moved_(process.size()) {
    const Values covariances = process.covariances();
    variance_ = covariances[0];
    gain_.resize(process.size());
    process.move(covariances, gain_);
    for (double& value : gain_) value /= variance_;
    change_ = gain_;
    size_ = -variance_;
  }

  double variance() const { return variance_; }
  const Values& gain() const { return gain_; }

  void step() {
    if (is_steady_) return;
    const double first = change_[0], before = variance_;
    process_.move(change_, moved_);
    variance_ = before + size_ * first * first;
    for (std::size_t i = 0; i < gain_.size(); ++i)
      gain_[i] = (gain_[i] * before + moved_[i] * (size_ * first)) / variance_;
    size_ += size_ * first * (first * size_) / before;
    double squares = 0;
    for (std::size_t i = 0; i < gain_.size(); ++i) {
      change_[i] = moved_[i] - gain_[i] * first;
      squares += change_[i] * change_[i];
    }
    is_steady_ = std::abs(size_) * squares < kSteady;
  }

 private:
  const Process& process_;
  double variance_ = 1, size_ = 0;
  bool is_steady_ = false;
  Values gain_, change_, moved_;
};

/// The expected state of one series under a gain that others share.
class Expected {
 public:
  explicit Expected(const Process& process)
      : process_(process), state_(process.size(), 0), next_(process.size()) {}
  /// Takes a value in; its error.
  double step(double value, const Values& gain) {
    const double error = value - state_[0];
    process_.move(state_, next_);
    for (std::size_t i = 0; i < next_.size(); ++i) next_[i] += gain[i] * error;
    state_.swap(next_);
    return error;
  }
  const Values& state() const { return state_; }

 private:
  const Process& process_;
  Values state_, next_;
};

/// Sizes of the four kinds of coefficients, in the order of the parameters.
ArmaCoefficients coefficients_of(const ArmaOrder& order, std::span<const double> x) {
  const auto next = [&x](std::size_t count) {
    Values partial;
    for (const double value : x.first(count)) partial.push_back(kMostPartial * std::tanh(value));
    x = x.subspan(count);
    return from_partial_autocorrelations(std::move(partial));
  };
  ArmaCoefficients out;
  out.ar = next(order.ar);
  out.ma = negated(next(order.ma));
  out.seasonal_ar = next(order.seasonal_ar);
  out.seasonal_ma = negated(next(order.seasonal_ma));
  return out;
}

}  // namespace

std::size_t ArmaOrder::state() const {
  return std::max(ar + season * seasonal_ar, ma + season * seasonal_ma + 1);
}

ArmaPolynomials ArmaCoefficients::product(std::size_t season) const {
  return {negated(multiplied(negated(ar), negated(seasonal_ar), season)),
          multiplied(ma, seasonal_ma, season)};
}

bool ArmaCoefficients::have_roots_outside(double radius) const {
  return has_roots_outside(ar, radius) && has_roots_outside(seasonal_ar, radius) &&
         has_roots_outside(negated(ma), radius) && has_roots_outside(negated(seasonal_ma), radius);
}

double ArmaFiltered::squares() const {
  return std::inner_product(errors.begin(), errors.end(), errors.begin(), 0.0);
}

double ArmaFiltered::log_likelihood(double variance) const {
  const auto n = static_cast<double>(errors.size());
  return -0.5 *
         (n * std::log(2 * std::numbers::pi * variance) + log_factors + squares() / variance);
}

double ArmaFiltered::log_likelihood() const {
  return log_likelihood(squares() / static_cast<double>(errors.size()));
}

ArmaFiltered filter_arma(std::span<const double> values, const ArmaPolynomials& polynomials,
                         std::optional<double> mean) {
  const Process process(polynomials);
  Gain gain(process);
  Expected series(process), ones(process);
  ArmaFiltered out;
  out.mean = mean.value_or(0);
  Values of_ones;
  for (const double value : values) {
    const double deviation = std::sqrt(gain.variance());
    out.errors.push_back(series.step(value - out.mean, gain.gain()) / deviation);
    if (!mean) of_ones.push_back(ones.step(1, gain.gain()) / deviation);
    out.log_factors += std::log(gain.variance());
    gain.step();
  }
  out.state = series.state();
  if (mean) return out;
  // The errors are linear in the mean: its likeliest value is that of a regression.
  double products = 0, squares = 0;
  for (std::size_t t = 0; t < values.size(); ++t) {
    products += out.errors[t] * of_ones[t];
    squares += of_ones[t] * of_ones[t];
  }
  out.mean = squares > 0 ? products / squares : 0;
  for (std::size_t t = 0; t < values.size(); ++t) out.errors[t] -= out.mean * of_ones[t];
  for (std::size_t i = 0; i < out.state.size(); ++i) out.state[i] -= out.mean * ones.state()[i];
  return out;
}

Values arma_path(Values phi, double mean, Values state, std::size_t count) {
  phi.resize(std::max(phi.size(), state.size()), 0);
  state.resize(phi.size(), 0);
  const Process process({std::move(phi), {}});
  Values next(process.size()), out;
  for (std::size_t h = 0; h < count; ++h) {
    out.push_back(mean + state[0]);
    process.move(state, next);
    state.swap(next);
  }
  return out;
}

Values from_partial_autocorrelations(Values partial) {
  for (std::size_t k = 1; k < partial.size(); ++k) {
    const Values before(partial.begin(), partial.begin() + static_cast<std::ptrdiff_t>(k));
    for (std::size_t i = 0; i < k; ++i) partial[i] -= partial[k] * before[k - 1 - i];
  }
  return partial;
}

FittedArma fit_arma(std::span<const double> values, const ArmaOrder& order, double least,
                    const StopFlag* stop) {
  const std::optional<double> mean = order.has_mean ? std::nullopt : std::optional<double>(0);
  const auto filtered = [&](std::span<const double> x) {
    return filter_arma(values, coefficients_of(order, x).product(order.season), mean);
  };
  const auto n = static_cast<double>(values.size());
  LeastSquares problem;
  problem.residuals = values.size();
  problem.stop = stop;
  problem.max_evaluations = 400;
  problem.evaluate = [&](std::span<const double> x, std::span<double> residuals) {
    const ArmaFiltered at = filtered(x);
    const double factor = std::exp(at.log_factors / (2 * n));
    for (std::size_t t = 0; t < values.size(); ++t) residuals[t] = at.errors[t] * factor;
  };
  const Values x = least_squares(problem, Values(order.coefficients(), 0.0));
  FittedArma out;
  out.order = order;
  out.coefficients = coefficients_of(order, x);
  out.filtered = filtered(x);
  const double squares = std::max(out.filtered.squares(), least);
  out.aicc = aicc(n * std::log(squares / n) + out.filtered.log_factors, values.size(),
                  order.coefficients() + (order.has_mean ? 2 : 1));
  return out;
}

}  // namespace dlflow::models
