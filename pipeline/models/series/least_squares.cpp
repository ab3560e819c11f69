#include "pipeline/models/series/least_squares.hpp"

#include <cmath>
#include <unsupported/Eigen/LevenbergMarquardt>
#include <unsupported/Eigen/NumericalDiff>

#include "pipeline/models/checks.hpp"

namespace dlflow::models {
namespace {

constexpr double kLargest = 1e30;  // its square, summed, is still finite

/// The problem as Eigen asks for it.
class Residuals : public Eigen::DenseFunctor<double> {
 public:
  Residuals(const LeastSquares& problem, std::size_t parameters)
      : DenseFunctor(static_cast<int>(parameters), static_cast<int>(problem.residuals)),
        problem_(&problem) {}

  int operator()(const InputType& x, ValueType& residuals) const {
    stop_if_asked(problem_->stop);
    problem_->evaluate({x.data(), static_cast<std::size_t>(x.size())},
                       {residuals.data(), static_cast<std::size_t>(residuals.size())});
    for (double& r : residuals)
      if (!(std::abs(r) < kLargest)) r = kLargest;
    return 0;
  }

 private:
  const LeastSquares* problem_;
};

}  // namespace

std::vector<double> least_squares(const LeastSquares& problem, std::vector<double> start) {
  if (start.empty() || start.size() > problem.residuals) return start;
  Eigen::VectorXd x =
      Eigen::Map<const Eigen::VectorXd>(start.data(), static_cast<Eigen::Index>(start.size()));
  Eigen::NumericalDiff<Residuals> functor{Residuals(problem, start.size())};
  Eigen::LevenbergMarquardt<Eigen::NumericalDiff<Residuals>> search(functor);
  search.setMaxfev(problem.max_evaluations);
  search.minimize(x);
  return {x.begin(), x.end()};
}

}  // namespace dlflow::models
