#include <fmt/format.h>

#include "core/base/log.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/class_weight.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/linear_classifier.hpp"
#include "pipeline/models/logistic_solver.hpp"

namespace dlflow::models {
namespace {

struct Options {
  double c = 1.0;
  bool fit_intercept = true;
  ClassWeight class_weight = ClassWeight::equal;
  std::int64_t max_iterations = 1000;
  double tolerance = 1e-6;
};
void describe(schema::Object& o, Options& x) {
  o.field("C", x.c, "Weight of the errors beside the squared coefficients; less is smoother.")
      .above(0);
  o.field("fit_intercept", x.fit_intercept, "Learn a constant per class, which is not penalized.");
  o.field("class_weight", x.class_weight,
          "Whether rows count alike, or each class as much as any other.");
  o.field("max_iterations", x.max_iterations, "Steps after which the search ends.")
      .between(1, 1000000);
  o.field("tolerance", x.tolerance, "Largest entry of the gradient at which the search ends.")
      .above(0);
}

/// Multinomial logistic regression with a squared penalty.
class LogisticRegression final : public LinearClassifier {
 public:
  LogisticRegression(const Options& options, const Problem&) : options_(options) {}

 private:
  Solution solve(ClassRows rows, const FitContext& context) const override {
    const Eigen::Index dense = rows.features.cols();
    const LogisticSolution found = solve_logistic(
        task_of(std::move(rows)), {.max_iterations = static_cast<int>(options_.max_iterations),
                                   .tolerance = options_.tolerance,
                                   .between_steps = [&] { stop_if_asked(context.stop); }});
    if (!found.converged)
      log_detail(
          fmt::format("model '{}' ended after {} steps with a gradient of {:.2g} (tolerance "
                      "{:.2g}); standardized numbers converge faster",
                      context.model_name, found.iterations, found.gradient, options_.tolerance));
    const Eigen::Index inputs = found.theta.rows() - (options_.fit_intercept ? 1 : 0);
    Solution out{Eigen::MatrixXd(inputs, found.theta.cols()),
                 Eigen::RowVectorXd::Zero(found.theta.cols())};
    // The solver has the sparse columns first.
    out.coefficients.topRows(dense) = found.theta.middleRows(inputs - dense, dense);
    out.coefficients.bottomRows(inputs - dense) = found.theta.topRows(inputs - dense);
    if (options_.fit_intercept) out.intercepts = found.theta.row(inputs);
    return out;
  }

  LogisticTask task_of(ClassRows rows) const {
    const auto factors =
        class_factors(options_.class_weight, rows.labels, rows.weights, rows.classes);
    LogisticTask task;
    task.classes = rows.classes;
    task.has_intercept = options_.fit_intercept;
    task.sparse = rows.sparse;
    task.design = std::move(rows.features);
    if (options_.fit_intercept) {
      task.design.conservativeResize(Eigen::NoChange, task.design.cols() + 1);
      task.design.rightCols(1).setOnes();
    }
    task.weights.resize(task.design.rows());
    for (std::size_t n = 0; n < rows.labels.size(); ++n)
      task.weights[static_cast<Eigen::Index>(n)] =
          options_.c * factors[static_cast<std::size_t>(rows.labels[n])] * rows.weights[n];
    task.labels = std::move(rows.labels);
    return task;
  }

  Options options_;
};

}  // namespace

ModelKind logistic_regression() {
  return kind<Options, LogisticRegression>(
      {.name = "logistic_regression",
       .doc = "Linear scores per class with a penalty on large coefficients.",
       .source = "D. Cox, The regression analysis of binary sequences (1958); as scikit-learn's "
                 "LogisticRegression",
       .example = "{C: 0.1}",
       .complexity = 1,
       .sparse = Sparse::taken,
       .version = 2},
      [](const Options&, const Problem& problem) { return needs_classes_from_dense(problem); });
}

}  // namespace dlflow::models
