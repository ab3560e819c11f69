
#include "pipeline/algebra/decompositions.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/class_moments.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/proportion.hpp"

namespace dlflow::models {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Directions whose standard deviation is below this share of their columns' are left out.
constexpr double kRankTolerance = 1e-4;

struct Options {
  double shrinkage = 0;
  double budget_seconds = 60;
};
void describe(schema::Object& o, Options& x) {
  o.field("shrinkage", x.shrinkage,
          "Share by which the covariance is drawn towards equal, uncorrelated columns.")
      .between(0, 1);
  describe_budget(o, x.budget_seconds);
}

/// S^+ of a covariance: directions in which rows of one class do not differ, columns brought to
/// one scale, are left out.
MatrixXd pseudo_inverse(const MatrixXd& covariance) {
  const VectorXd deviation = covariance.diagonal().cwiseSqrt();
  const VectorXd scale = (deviation.array() > 0).select(deviation.cwiseInverse(), 1.0);
  const auto parts = algebra::symmetric_parts(scale.asDiagonal() * covariance * scale.asDiagonal());
  const VectorXd inverse = (parts.values.array() > kRankTolerance * kRankTolerance)
                               .select(parts.values.cwiseInverse(), 0.0);
  return scale.asDiagonal() * parts.vectors * inverse.asDiagonal() * parts.vectors.transpose() *
         scale.asDiagonal();
}

/// Linear discriminant analysis (Fisher, 1936): classes are normal with a covariance in common, so
///
///   score[k] = x S^+ mean[k] - 1/2 mean[k] S^+ mean[k] + log prior[k]
///
/// As scikit-learn's LinearDiscriminantAnalysis: its `svd` without shrinkage (S without bias), its
/// `lsqr` with (S weighted by the priors).
class Lda final : public LinearClassifier {
 public:
  Lda(const Options& options, const Problem&) : options_(options) {}

 private:
  Solution solve(ClassRows rows, const FitContext&) const override {
    const ClassMoments moments = class_moments(rows);
    const MatrixXd inverse = pseudo_inverse(covariance(rows, moments));
    const VectorXd centre = moments.means.transpose() * moments.priors;
    const MatrixXd means = moments.means.rowwise() - centre.transpose();
    Solution all;
    all.coefficients = inverse * means.transpose();
    all.intercepts = moments.priors.array().log().transpose();
    all.intercepts -=
        0.5 *
        (means.array() * all.coefficients.transpose().array()).rowwise().sum().matrix().transpose();
    all.intercepts -= centre.transpose() * all.coefficients;
    if (rows.classes > 2) return all;
    return {all.coefficients.col(1) - all.coefficients.col(0),
            Eigen::RowVectorXd::Constant(1, all.intercepts[1] - all.intercepts[0])};
  }

  MatrixXd covariance(const ClassRows& rows, const ClassMoments& moments) const {
    const MatrixXd deviations = scaled_deviations(rows, moments);
    const double weight = moments.weights.sum();
    const double divisor = options_.shrinkage > 0 ? weight : unbiased_divisor(weight, rows.classes);
    MatrixXd out = MatrixXd::Zero(deviations.cols(), deviations.cols());
    out.selfadjointView<Eigen::Lower>().rankUpdate(deviations.transpose(),
                                                   (1 - options_.shrinkage) / divisor);
    out.triangularView<Eigen::StrictlyUpper>() = out.transpose();
    const double level = deviations.squaredNorm() / divisor / static_cast<double>(out.cols());
    out.diagonal().array() += options_.shrinkage * level;
    return out;
  }

  Options options_;
};

std::string unsuited(const Options& x, const Problem& problem) {
  if (std::string why = needs_classes_from_dense(problem); !why.empty()) return why;
  return out_of_proportion(problem, seconds_of_covariances(problem, 1), x.budget_seconds);
}

}  // namespace

ModelKind lda() {
  return kind<Options, Lda>(
      {.name = "lda",
       .doc = "Linear discriminant: normal classes of different means and one covariance.",
       .source = "R. Fisher, The use of multiple measurements in taxonomic problems (1936); as "
                 "scikit-learn's LinearDiscriminantAnalysis",
       .example = "{shrinkage: 0.1}",
       .complexity = 1},
      unsuited);
}

}  // namespace dlflow::models
