#include <fmt/format.h>

#include <array>
#include <cmath>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/design.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/linear_map.hpp"
#include "pipeline/models/logistic_solver.hpp"

namespace dlflow::models {
namespace {

enum class ClassWeight { equal, balanced };
std::span<const std::string_view> names_of(ClassWeight) {
  static constexpr std::array<std::string_view, 2> kNames = {"equal", "balanced"};
  return kNames;
}

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

/// Turns scores (N, M) of the classes seen in training into probabilities of all K classes.
data::Predictions probabilities(const Matrix<double>& z, const std::vector<std::int64_t>& seen,
                                std::size_t classes) {
  data::Predictions out(z.rows, classes);
  for (std::size_t n = 0; n < z.rows; ++n) {
    if (z.columns == 1) {
      const double p = 1 / (1 + std::exp(-z(n, 0)));
      out(n, static_cast<std::size_t>(seen[0])) = 1 / (1 + std::exp(z(n, 0)));
      out(n, static_cast<std::size_t>(seen[1])) = p;
      continue;
    }
    double top = z(n, 0), sum = 0;
    for (double value : z.row(n)) top = std::max(top, value);
    for (double value : z.row(n)) sum += std::exp(value - top);
    for (std::size_t m = 0; m < z.columns; ++m)
      out(n, static_cast<std::size_t>(seen[m])) = std::exp(z(n, m) - top) / sum;
  }
  return out;
}

/// Multinomial logistic regression with a squared penalty. A class that no training row has gets
/// probability 0.
class LogisticRegression final : public Model {
 public:
  LogisticRegression(const Options& options, const Problem&) : options_(options) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    DLFLOW_REQUIRE(y.classes > 0 && x.codes.empty(),
                   "logistic_regression was given what does not suit it");
    require_learnable(x, y, context.model_name);
    require_usable(x, Missing::refused, context.model_name);
    const LogisticTask task = task_of(x, y);
    const LogisticSolution found =
        solve_logistic(task, {.max_iterations = static_cast<int>(options_.max_iterations),
                              .tolerance = options_.tolerance,
                              .between_steps = [&] { stop_if_asked(context.stop); }});
    if (!found.converged)
      log_detail(
          fmt::format("model '{}' ended after {} steps with a gradient of {:.2g} (tolerance "
                      "{:.2g}); standardized numbers converge faster",
                      context.model_name, found.iterations, found.gradient, options_.tolerance));
    keep(found.theta, x.dense.columns);
  }

  data::Predictions predict(const data::Features& x) const override {
    return probabilities(map_.apply(x), seen_, classes_);
  }

  Archive save() const override {
    Archive archive;
    map_.save(archive);
    archive.put("classes", static_cast<std::int64_t>(classes_));
    archive.put("seen", seen_);
    return archive;
  }
  void load(const Archive& archive) override {
    map_ = LinearMap::load(archive);
    const std::int64_t classes = archive.integer("classes");
    seen_ = archive.integers("seen");
    if (classes < 2 || seen_.size() != (map_.outputs == 1 ? 2 : map_.outputs))
      throw CorruptFile("seen", "expected the class of each output");
    classes_ = static_cast<std::size_t>(classes);
    for (std::int64_t k : seen_)
      if (k < 0 || k >= classes) throw CorruptFile("seen", "a class is out of range");
  }
  std::size_t parameters() const override {
    return map_.coefficients.size() + (options_.fit_intercept ? map_.outputs : 0);
  }

 private:
  LogisticTask task_of(const data::Features& x, const data::Target& y) {
    classes_ = static_cast<std::size_t>(y.classes);
    const std::vector<double> weights = row_weights(y);
    std::vector<double> share(classes_, 0.0);
    double all = 0;
    for (std::size_t n = 0; n < x.rows; ++n) {
      share[static_cast<std::size_t>(y.labels[n])] += weights[n];
      all += weights[n];
    }
    seen_.clear();
    std::vector<int> position(classes_, 0);
    std::vector<bool> present(classes_, false);
    for (std::int32_t label : y.labels) present[static_cast<std::size_t>(label)] = true;
    for (std::size_t k = 0; k < classes_; ++k)
      if (present[k]) {
        position[k] = static_cast<int>(seen_.size());
        seen_.push_back(static_cast<std::int64_t>(k));
      }
    LogisticTask task;
    task.classes = static_cast<int>(seen_.size());
    task.has_intercept = options_.fit_intercept;
    task.design = design_matrix(x);
    if (options_.fit_intercept) {
      task.design.conservativeResize(Eigen::NoChange, task.design.cols() + 1);
      task.design.rightCols(1).setOnes();
    }
    task.weights.resize(static_cast<Eigen::Index>(x.rows));
    for (std::size_t n = 0; n < x.rows; ++n) {
      const auto k = static_cast<std::size_t>(y.labels[n]);
      const double balance = options_.class_weight == ClassWeight::balanced
                                 ? all / (static_cast<double>(seen_.size()) * share[k])
                                 : 1.0;
      task.labels.push_back(position[k]);
      task.weights[static_cast<Eigen::Index>(n)] = options_.c * balance * weights[n];
    }
    return task;
  }

  void keep(const Eigen::MatrixXd& theta, std::size_t features) {
    map_ = {features, static_cast<std::size_t>(theta.cols()), {}, {}};
    const auto inputs = static_cast<Eigen::Index>(features);
    for (Eigen::Index f = 0; f < inputs; ++f)
      for (Eigen::Index m = 0; m < theta.cols(); ++m) map_.coefficients.push_back(theta(f, m));
    for (Eigen::Index m = 0; m < theta.cols(); ++m)
      map_.intercept.push_back(options_.fit_intercept ? theta(inputs, m) : 0.0);
  }

  Options options_;
  LinearMap map_;
  std::vector<std::int64_t> seen_;  ///< the class of each output, ascending
  std::size_t classes_ = 0;
};

std::string unsuited(const Options&, const Problem& problem) {
  const std::string task = needs_classes(problem);
  return task.empty() ? needs_dense_alone(problem) : task;
}

}  // namespace

ModelKind logistic_regression() {
  return kind<Options, LogisticRegression>(
      {.name = "logistic_regression",
       .doc = "Linear scores per class with a penalty on large coefficients.",
       .example = "{C: 0.1}",
       .complexity = 1},
      unsuited);
}

}  // namespace dlflow::models
