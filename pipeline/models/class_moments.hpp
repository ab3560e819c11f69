#pragma once

#include <Eigen/Core>
#include <vector>

#include "pipeline/models/linear_classifier.hpp"

namespace dlflow::models {

/// What the discriminants know of the rows of M classes.
struct ClassMoments {
  Eigen::VectorXd weights;  ///< (M) of each class
  Eigen::VectorXd priors;   ///< (M) shares of the weight
  Eigen::MatrixXd means;    ///< (M, F)
};
ClassMoments class_moments(const ClassRows& rows);

/// The rows less the mean of their class, each scaled by the root of its weight. (N, F)
Eigen::MatrixXd scaled_deviations(const ClassRows& rows, const ClassMoments& moments);

/// Turns a moment of weight W into a variance without bias by dividing by W - lost, or by W where
/// nothing would be left.
inline double unbiased_divisor(double weight, double lost) {
  return weight > lost ? weight - lost : weight;
}

}  // namespace dlflow::models
