#include <cmath>

#include "core/base/error.hpp"
#include "core/graph/expression.hpp"
#include "pipeline/algebra/decompositions.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/class_moments.hpp"
#include "pipeline/models/class_scorer.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/proportion.hpp"

namespace dlflow::models {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Keeps the variance of a direction in which a class does not vary above zero.
constexpr double kLeastVariance = 1e-9;

struct Options {
  double reg_param = 0.1;
  double budget_seconds = 60;
};
void describe(schema::Object& o, Options& x) {
  o.field("reg_param", x.reg_param,
          "Share by which each class's covariance is drawn towards variances of 1, no correlation.")
      .between(0, 1);
  describe_budget(o, x.budget_seconds);
}

/// Quadratic discriminant analysis: each class is normal with a mean and a covariance S of its own,
///
///   score[k] = -1/2 (log |S[k]| + |W[k]' (x - mean[k])|^2) + log prior[k],   S[k]^-1 = W W'
///   S[k] = (1 - reg_param) covariance[k] + reg_param I
///
/// As scikit-learn's QuadraticDiscriminantAnalysis.
/// Source: Hastie, Tibshirani, Friedman, The elements of statistical learning (2009), 4.3.
class Qda final : public ClassScorer {
 public:
  Qda(const Options& options, const Problem&) : options_(options) {}
  std::size_t parameters() const override {
    const std::size_t inputs = means_.empty() ? 0 : means_.size() / offsets_.size();
    return offsets_.size() * (1 + inputs + inputs * (inputs + 1) / 2);
  }

 private:
  void learn(ClassRows rows, const FitContext& context) override {
    const ClassMoments moments = class_moments(rows);
    const MatrixXd deviations = scaled_deviations(rows, moments);
    means_.clear();
    whitening_.clear();
    offsets_.clear();
    for (int k = 0; k < rows.classes; ++k) {
      stop_if_asked(context.stop);
      add_class(class_part(deviations, rows.labels, k), unbiased_divisor(moments.weights[k], 1),
                std::log(moments.priors[k]));
      for (const double mean : moments.means.row(k)) means_.push_back(mean);
    }
  }

  static MatrixXd class_part(const MatrixXd& deviations, const std::vector<int>& labels, int k) {
    std::vector<Eigen::Index> rows;
    for (std::size_t n = 0; n < labels.size(); ++n)
      if (labels[n] == k) rows.push_back(static_cast<Eigen::Index>(n));
    return deviations(rows, Eigen::all);
  }

  void add_class(const MatrixXd& deviations, double divisor, double log_prior) {
    const Eigen::Index size = deviations.cols();
    MatrixXd covariance = MatrixXd::Zero(size, size);
    covariance.selfadjointView<Eigen::Lower>().rankUpdate(deviations.transpose(), 1 / divisor);
    const auto parts = algebra::symmetric_parts(covariance);
    const VectorXd variances =
        ((1 - options_.reg_param) * parts.values.array().max(0.0) + options_.reg_param)
            .max(kLeastVariance);
    const MatrixXd whitening = parts.vectors * variances.cwiseSqrt().cwiseInverse().asDiagonal();
    for (Eigen::Index f = 0; f < size; ++f)
      for (Eigen::Index g = 0; g < size; ++g) whitening_.push_back(whitening(f, g));
    offsets_.push_back(log_prior - 0.5 * variances.array().log().sum());
  }

  void score(const data::Features& x, std::size_t n, std::span<double> scores) const override {
    const std::span<const float> row = x.dense.row(n);
    const std::size_t inputs = row.size();
    std::vector<double> white(inputs);
    for (std::size_t k = 0; k < scores.size(); ++k) {
      std::fill(white.begin(), white.end(), 0.0);
      const double* weights = whitening_.data() + k * inputs * inputs;
      for (std::size_t f = 0; f < inputs; ++f) {
        const double deviation = row[f] - means_[k * inputs + f];
        for (std::size_t g = 0; g < inputs; ++g) white[g] += deviation * weights[f * inputs + g];
      }
      double distance = 0;
      for (const double value : white) distance += value * value;
      scores[k] = offsets_[k] - 0.5 * distance;
    }
  }

  graph::Expression lowered_scores(const graph::Expression& x) const override {
    const std::size_t classes = offsets_.size(), inputs = means_.size() / classes;
    const auto part = [](const std::vector<double>& all, std::size_t k, std::size_t size) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(k * size);
      return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(size));
    };
    std::vector<graph::Expression> scores;
    for (std::size_t k = 0; k < classes; ++k) {
      const graph::Expression white = (x - x.row(part(means_, k, inputs)))
                                          .product(part(whitening_, k, inputs * inputs), inputs);
      scores.push_back(sum(white * white) * -0.5 + offsets_[k]);
    }
    return concat(scores);
  }

  void put_into(Archive& archive) const override {
    archive.put("means", means_);
    archive.put("whitening", whitening_);
    archive.put("offsets", offsets_);
  }
  void take_from(const Archive& archive, std::size_t classes, std::size_t inputs) override {
    means_ = archive.doubles("means");
    whitening_ = archive.doubles("whitening");
    offsets_ = archive.doubles("offsets");
    if (offsets_.size() != classes || means_.size() != classes * inputs ||
        whitening_.size() != classes * inputs * inputs)
      throw CorruptFile("whitening", "expected a mean and a covariance for each class");
  }

  Options options_;
  std::vector<double> means_, whitening_, offsets_;  ///< (M, F), (M, F, F) W row-major, (M)
};

std::string unsuited(const Options& x, const Problem& problem) {
  if (std::string why = needs_classes_from_dense(problem); !why.empty()) return why;
  return out_of_proportion(
      problem,
      seconds_of_covariances(problem, static_cast<std::size_t>(std::max(problem.classes, 1))),
      x.budget_seconds);
}

}  // namespace

ModelKind qda() {
  return kind<Options, Qda>(
      {.name = "qda",
       .doc = "Quadratic discriminant: normal classes, each with a covariance of its own.",
       .source = "T. Hastie, R. Tibshirani and J. Friedman, The elements of statistical learning "
                 "(2009), 4.3; as scikit-learn's QuadraticDiscriminantAnalysis",
       .example = "{reg_param: 0.2}",
       .complexity = 1},
      unsuited);
}

}  // namespace dlflow::models
