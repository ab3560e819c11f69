#include "pipeline/models/class_moments.hpp"

#include <cmath>

namespace dlflow::models {

ClassMoments class_moments(const ClassRows& rows) {
  ClassMoments out;
  out.weights = Eigen::VectorXd::Zero(rows.classes);
  out.means = Eigen::MatrixXd::Zero(rows.classes, rows.features.cols());
  for (Eigen::Index n = 0; n < rows.features.rows(); ++n) {
    const auto i = static_cast<std::size_t>(n);
    out.weights[rows.labels[i]] += rows.weights[i];
    out.means.row(rows.labels[i]) += rows.weights[i] * rows.features.row(n);
  }
  out.means.array().colwise() /= out.weights.array();
  out.priors = out.weights / out.weights.sum();
  return out;
}

Eigen::MatrixXd scaled_deviations(const ClassRows& rows, const ClassMoments& moments) {
  Eigen::MatrixXd out = rows.features;
  for (Eigen::Index n = 0; n < out.rows(); ++n) {
    const auto i = static_cast<std::size_t>(n);
    out.row(n) = std::sqrt(rows.weights[i]) * (out.row(n) - moments.means.row(rows.labels[i]));
  }
  return out;
}

}  // namespace dlflow::models
