#include <Eigen/Cholesky>
#include <Eigen/QR>

#include "core/base/error.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/design.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/linear_map.hpp"

namespace dlflow::models {
namespace {

struct Options {
  double alpha = 1.0;
  bool fit_intercept = true;
};
void describe(schema::Object& o, Options& x) {
  o.field("alpha", x.alpha, "Weight of the squared coefficients beside the squared errors.")
      .at_least(0);
  o.field("fit_intercept", x.fit_intercept, "Learn a constant, which is not penalized.");
}

/// argmin_w |A w - t|^2 + alpha |w|^2 by the smaller of the two normal equations; with alpha 0 the
/// least squares solution of least norm.
Eigen::VectorXd solve(const Eigen::MatrixXd& a, const Eigen::VectorXd& t, double alpha) {
  if (alpha == 0) return a.completeOrthogonalDecomposition().solve(t);
  const bool dual = a.cols() > a.rows();
  const Eigen::Index size = dual ? a.rows() : a.cols();
  Eigen::MatrixXd gram = alpha * Eigen::MatrixXd::Identity(size, size);
  if (dual) {
    gram.selfadjointView<Eigen::Lower>().rankUpdate(a);
    return a.transpose() * gram.selfadjointView<Eigen::Lower>().ldlt().solve(t);
  }
  gram.selfadjointView<Eigen::Lower>().rankUpdate(a.transpose());
  return gram.selfadjointView<Eigen::Lower>().ldlt().solve(a.transpose() * t);
}

/// Least squares with a penalty on the squared coefficients (Hoerl and Kennard, 1970); the
/// objective of scikit-learn's Ridge.
class Ridge final : public Model {
 public:
  Ridge(const Options& options, const Problem&) : options_(options) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    DLFLOW_REQUIRE(y.classes == 0 && x.codes.empty(), "ridge was given what does not suit it");
    require_learnable(x, y, context.model_name);
    require_usable(x, Missing::refused, context.model_name);
    stop_if_asked(context.stop);

    Eigen::MatrixXd a = design_matrix(x);
    Eigen::VectorXd t =
        Eigen::Map<const Eigen::VectorXd>(y.values.data(), static_cast<Eigen::Index>(x.rows));
    const std::vector<double> weights = row_weights(y);
    const Eigen::Map<const Eigen::VectorXd> w(weights.data(), t.size());
    Eigen::RowVectorXd centre = Eigen::RowVectorXd::Zero(a.cols());
    double level = 0;
    if (options_.fit_intercept) {
      centre = w.transpose() * a / w.sum();
      level = w.dot(t) / w.sum();
      a.rowwise() -= centre;
      t.array() -= level;
    }
    if (!y.weights.empty()) {
      const Eigen::VectorXd root = w.cwiseSqrt();
      a.array().colwise() *= root.array();
      t.array() *= root.array();
    }
    const Eigen::VectorXd solution = solve(a, t, options_.alpha);
    map_ = {x.dense.columns, 1, {solution.begin(), solution.end()}, {level - centre.dot(solution)}};
  }

  data::Predictions predict(const data::Features& x) const override { return map_.apply(x); }
  Archive save() const override {
    Archive archive;
    map_.save(archive);
    return archive;
  }
  void load(const Archive& archive) override {
    map_ = LinearMap::load(archive);
    if (map_.outputs != 1) throw CorruptFile("intercept", "expected one value");
  }
  std::size_t parameters() const override { return map_.inputs + 1; }

 private:
  Options options_;
  LinearMap map_;
};

std::string unsuited(const Options&, const Problem& problem) {
  const std::string task = needs_numbers(problem);
  return task.empty() ? needs_dense_alone(problem) : task;
}

}  // namespace

ModelKind ridge() {
  return kind<Options, Ridge>({.name = "ridge",
                               .doc = "Linear regression with a penalty on large coefficients.",
                               .example = "{alpha: 10}",
                               .complexity = 1},
                              unsuited);
}

}  // namespace dlflow::models
