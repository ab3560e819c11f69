#include "pipeline/models/platt.hpp"

#include <algorithm>
#include <cmath>

namespace dlflow::models {
namespace {

constexpr int kSteps = 100;
constexpr double kLeastGradient = 1e-10;
constexpr double kRidge = 1e-12;
/// Probabilities of pairs keep this distance from 0 and 1, so that the coupling has one solution.

/// log(1 + exp(z)) - (1 - t) z: the log loss of p = 1 / (1 + exp(z)) against t.
double loss_at(double z, double t) {
  return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))) - (1 - t) * z;
}

struct Fit {
  std::span<const double> f;
  std::vector<double> t, weight;

  double loss(const Sigmoid& s) const {
    double sum = 0;
    for (std::size_t n = 0; n < f.size(); ++n)
      sum += weight[n] * loss_at(s.slope * f[n] + s.offset, t[n]);
    return sum;
  }
};

/// One step of Newton's method, halved until the loss falls. False at the minimum.
bool step(const Fit& fit, Sigmoid& s, double& loss) {
  double h11 = kRidge, h22 = kRidge, h12 = 0, g1 = 0, g2 = 0;
  for (std::size_t n = 0; n < fit.f.size(); ++n) {
    const double f = fit.f[n], p = s(f);
    const double d1 = fit.weight[n] * (fit.t[n] - p), d2 = fit.weight[n] * p * (1 - p);
    h11 += f * f * d2;
    h22 += d2;
    h12 += f * d2;
    g1 += f * d1;
    g2 += d1;
  }
  if (std::abs(g1) < kLeastGradient && std::abs(g2) < kLeastGradient) return false;
  const double determinant = h11 * h22 - h12 * h12;
  const double a = -(h22 * g1 - h12 * g2) / determinant;
  const double b = -(h11 * g2 - h12 * g1) / determinant;
  const double slope = g1 * a + g2 * b;
  for (double length = 1; length > 1e-10; length /= 2) {
    const Sigmoid next{s.slope + length * a, s.offset + length * b};
    const double found = fit.loss(next);
    if (!(found < loss + 1e-4 * length * slope)) continue;
    s = next;
    loss = found;
    return true;
  }
  return false;
}

}  // namespace

double Sigmoid::operator()(double decision) const {
  const double z = slope * decision + offset;
  return z >= 0 ? std::exp(-z) / (1 + std::exp(-z)) : 1 / (1 + std::exp(z));
}

Sigmoid fit_sigmoid(std::span<const double> decisions, const std::vector<bool>& is_first,
                    double first_weight, double second_weight) {
  const auto positive = static_cast<double>(std::count(is_first.begin(), is_first.end(), true));
  const double negative = static_cast<double>(is_first.size()) - positive;
  if (positive == 0 || negative == 0) return {};
  Fit fit{decisions, {}, {}};
  for (const bool first : is_first) {
    fit.t.push_back(first ? (positive + 1) / (positive + 2) : 1 / (negative + 2));
    fit.weight.push_back(first ? first_weight : second_weight);
  }
  Sigmoid s{0, std::log((second_weight * negative + 1) / (first_weight * positive + 1))};
  double loss = fit.loss(s);
  for (int i = 0; i < kSteps && step(fit, s, loss); ++i) continue;
  return s;
}

void couple(std::span<const double> first, std::span<double> p) {
  const std::size_t m = p.size();
  std::vector<double> r(m * m, 0.0), q(m * m, 0.0), qp(m);
  for (std::size_t i = 0, pair = 0; i < m; ++i)
    for (std::size_t j = i + 1; j < m; ++j, ++pair) {
      r[i * m + j] = std::clamp(first[pair], kCouplingMargin, 1 - kCouplingMargin);
      r[j * m + i] = 1 - r[i * m + j];
    }
  if (m == 2) {
    p[0] = r[1];
    p[1] = r[2];
    return;
  }
  for (std::size_t i = 0; i < m; ++i)
    for (std::size_t j = 0; j < m; ++j) {
      if (i == j) continue;
      q[i * m + i] += r[j * m + i] * r[j * m + i];
      q[i * m + j] = -r[j * m + i] * r[i * m + j];
    }
  std::fill(p.begin(), p.end(), 1.0 / static_cast<double>(m));
  const double tolerance = 1e-12 / static_cast<double>(m);
  for (int sweep = 0; sweep < 1000; ++sweep) {
    double pqp = 0, largest = 0;
    for (std::size_t i = 0; i < m; ++i) {
      qp[i] = 0;
      for (std::size_t j = 0; j < m; ++j) qp[i] += q[i * m + j] * p[j];
      pqp += p[i] * qp[i];
    }
    for (const double value : qp) largest = std::max(largest, std::abs(value - pqp));
    if (largest < tolerance) break;
    for (std::size_t i = 0; i < m; ++i) {
      const double change = (pqp - qp[i]) / q[i * m + i];
      p[i] += change;
      pqp = (pqp + change * (change * q[i * m + i] + 2 * qp[i])) / ((1 + change) * (1 + change));
      for (std::size_t j = 0; j < m; ++j) {
        qp[j] = (qp[j] + change * q[i * m + j]) / (1 + change);
        p[j] /= 1 + change;
      }
    }
  }
}

}  // namespace dlflow::models
