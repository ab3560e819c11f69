#include "pipeline/models/series/least_squares.hpp"

#include <cmath>
#include <unsupported/Eigen/NonLinearOptimization>
#include <unsupported/Eigen/NumericalDiff>

#include "pipeline/models/checks.hpp"

namespace dlflow::models {
namespace {

constexpr double kLargest = 1e30;  // its square, summed, is still finite

/// The problem as Eigen asks for it.
struct Functor {
  using Scalar = double;
  using InputType = Eigen::VectorXd;
  using ValueType = Eigen::VectorXd;
  using JacobianType = Eigen::MatrixXd;
  enum { InputsAtCompileTime = Eigen::Dynamic, ValuesAtCompileTime = Eigen::Dynamic };

  explicit Functor(const LeastSquares& of) : problem(&of) {}

  int values() const { return static_cast<int>(problem->residuals); }
  int operator()(const InputType& x, ValueType& residuals) const {
    stop_if_asked(problem->stop);
    problem->evaluate({x.data(), static_cast<std::size_t>(x.size())},
                      {residuals.data(), static_cast<std::size_t>(residuals.size())});
    for (double& r : residuals)
      if (!(std::abs(r) < kLargest)) r = kLargest;
    return 0;
  }

  const LeastSquares* problem;
};

}  // namespace

std::vector<double> least_squares(const LeastSquares& problem, std::vector<double> start) {
  if (start.empty() || start.size() > problem.residuals) return start;
  Eigen::VectorXd x =
      Eigen::Map<const Eigen::VectorXd>(start.data(), static_cast<Eigen::Index>(start.size()));
  Eigen::NumericalDiff<Functor> functor{Functor(problem)};
  Eigen::LevenbergMarquardt<Eigen::NumericalDiff<Functor>> search(functor);
  search.parameters.maxfev = problem.max_evaluations;
  search.minimize(x);
  return {x.begin(), x.end()};
}

}  // namespace dlflow::models
