#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/log.hpp"
#include "core/base/text.hpp"
#include "pipeline/data/inner_splits.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/class_weight.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/platt.hpp"
#include "pipeline/models/proportion.hpp"
#include "pipeline/models/seen_classes.hpp"
#include "pipeline/models/svm_library.hpp"

namespace dlflow::models {
namespace {

constexpr std::uint32_t kFolds = 5;
/// Of one fit: seconds for each pair of rows and column, measured on sets of 500 to 20,000 rows.
constexpr double kSecondsPerProduct = 1.5e-9;

struct Options {
  SvmKernel kernel = SvmKernel::rbf;
  double c = 1;
  double gamma = 0;
  std::int64_t degree = 3;
  double coef0 = 1;
  double epsilon = 0.1;
  ClassWeight class_weight = ClassWeight::equal;
  double tolerance = 1e-3;
  double budget_seconds = 60;
};
void describe(schema::Object& o, Options& x) {
  o.field("kernel", x.kernel, "How rows are compared.");
  o.field("C", x.c, "Weight of the errors beside the margin; less is smoother.").above(0);
  o.field("gamma", x.gamma,
          "Scale of rbf and poly; 0 is 1 / (columns * variance of all values), known as scale.")
      .at_least(0);
  o.field("degree", x.degree, "Power of poly.").between(1, 20);
  o.field("coef0", x.coef0, "Constant of poly.");
  o.field("epsilon", x.epsilon,
          "Numbers: errors that count as none, in standard deviations of the target.")
      .at_least(0);
  o.field("class_weight", x.class_weight,
          "Whether rows count alike, or each class as much as any other.");
  o.field("tolerance", x.tolerance, "Violation of the conditions at which the search ends.")
      .above(0);
  describe_budget(o, x.budget_seconds);
}

/// A support vector machine. Probabilities of classes come from its decision values by sigmoids
/// that are fitted on five folds, coupled over the pairs of classes; the most probable class may
/// differ from that of the most votes. A number is learnt as (value - mean) / deviation.
class Svm final : public Model {
 public:
  Svm(const Options& options, const Problem&) : options_(options) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    require_learnable(x, y, context.model_name);
    require_usable(x, Missing::refused, context.model_name);
    const auto whole = whole_class_weights(y);
    if (!whole)
      throw UserError(
          ExitCode::data,
          fmt::format("model '{}' cannot give rows different weights", context.model_name),
          "leave it out, or the weights");
    std::vector<std::uint32_t> rows(x.rows);
    std::iota(rows.begin(), rows.end(), 0U);
    std::vector<double> truth = truth_of(y);
    SvmTask task;
    task.values = &x.dense;
    task.rows = rows;
    task.truth = truth;
    task.kernel = {options_.kernel, gamma_for(x.dense), options_.coef0, options_.degree};
    task.c = options_.c;
    task.epsilon = options_.epsilon;
    task.tolerance = options_.tolerance;
    std::vector<double> factors;
    if (y.classes > 0) {
      task.classes = classes_.seen.size();
      factors = factors_of(y, *whole);
      task.class_factors = factors;
    }
    stop_if_asked(context.stop);
    machine_ = train_svm(task);
    is_cut_short_ = !machine_.has_converged;
    if (y.classes > 0) calibrate(task, y, context);
    if (is_cut_short_)
      log_warning(
          fmt::format("model '{}' ended after {} steps without reaching its tolerance; a smaller C "
                      "or standardized numbers need fewer",
                      context.model_name, with_thousands(kMostSvmSteps)));
  }

  data::Predictions predict(const data::Features& x) const override {
    const std::size_t seen = classes_.seen.size();
    data::Predictions out(x.rows, std::max<std::size_t>(classes_.classes, 1));
    std::vector<double> decisions(machine_.decisions()), p(seen);
    for (std::size_t n = 0; n < x.rows; ++n) {
      machine_.decide(x.dense.row(n), decisions);
      if (seen == 0) {
        out(n, 0) = mean_ + deviation_ * decisions[0];
        continue;
      }
      for (std::size_t i = 0; i < decisions.size(); ++i) decisions[i] = sigmoids_[i](decisions[i]);
      couple(decisions, p);
      for (std::size_t m = 0; m < seen; ++m)
        out(n, static_cast<std::size_t>(classes_.seen[m])) = p[m];
    }
    return out;
  }

  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const override {
    const graph::Expression decisions =
        machine_.lower(graph::Expression(graph, x.dense).to(graph::Type::f64));
    if (classes_.classes == 0) return (decisions * deviation_ + mean_).name();
    std::vector<double> slopes, offsets;
    for (const Sigmoid& sigmoid : sigmoids_) {
      slopes.push_back(-sigmoid.slope);
      offsets.push_back(-sigmoid.offset);
    }
    const graph::Expression first =
        (decisions * decisions.row(std::move(slopes)) + decisions.row(std::move(offsets)))
            .apply("sigmoid");
    return classes_.spread(lowered_couple(first, classes_.seen.size())).name();
  }

  Archive save() const override {
    Archive archive;
    machine_.save(archive);
    archive.put("target.mean", mean_);
    archive.put("target.deviation", deviation_);
    if (classes_.classes == 0) return archive;
    classes_.save(archive);
    std::vector<double> slopes, offsets;
    for (const Sigmoid& sigmoid : sigmoids_) {
      slopes.push_back(sigmoid.slope);
      offsets.push_back(sigmoid.offset);
    }
    archive.put("sigmoid.slope", slopes);
    archive.put("sigmoid.offset", offsets);
    return archive;
  }
  void load(const Archive& archive) override {
    mean_ = archive.number("target.mean");
    deviation_ = archive.number("target.deviation");
    classes_ = {};
    sigmoids_.clear();
    if (archive.has("classes"))
      classes_ = SeenClasses::load(archive, archive.integers("seen").size());
    machine_ = SvmMachine::load(archive, std::max<std::size_t>(classes_.seen.size(), 1));
    if (classes_.classes == 0) return;
    const auto &slopes = archive.doubles("sigmoid.slope"),
               &offsets = archive.doubles("sigmoid.offset");
    if (slopes.size() != machine_.decisions() || offsets.size() != slopes.size())
      throw CorruptFile("sigmoid.slope", "expected a sigmoid for each pair of classes");
    for (std::size_t i = 0; i < slopes.size(); ++i) sigmoids_.push_back({slopes[i], offsets[i]});
  }
  std::size_t parameters() const override {
    return machine_.vectors.size() + machine_.coefficients.size() + machine_.constants.size() +
           2 * sigmoids_.size();
  }

 private:
  /// How much an error in each class costs: the library weighs classes, not rows.
  std::vector<double> factors_of(const data::Target& y, const std::vector<double>& whole) const {
    std::vector<double> factors =
        class_factors(options_.class_weight, classes_.positions(y), row_weights(y),
                      static_cast<int>(classes_.seen.size()));
    for (std::size_t m = 0; m < factors.size(); ++m)
      factors[m] *= whole[static_cast<std::size_t>(classes_.seen[m])];
    return factors;
  }

  /// The place of each row's class among those seen, or the number brought to mean 0, deviation 1.
  std::vector<double> truth_of(const data::Target& y) {
    classes_ = {};
    sigmoids_.clear();
    mean_ = 0;
    deviation_ = 1;
    if (y.classes > 0) {
      classes_ = SeenClasses::of(y);
      const std::vector<int> positions = classes_.positions(y);
      return {positions.begin(), positions.end()};
    }
    std::tie(mean_, deviation_) = weighted_moments(y);
    std::vector<double> truth = y.values;
    for (double& value : truth) value = (value - mean_) / deviation_;
    return truth;
  }

  double gamma_for(const Matrix<float>& x) const {
    if (options_.gamma > 0) return options_.gamma;
    const auto count = static_cast<double>(x.values.size());
    double sum = 0, squares = 0;
    for (const float value : x.values) sum += value;
    for (const float value : x.values) squares += (value - sum / count) * (value - sum / count);
    const double variance = squares / count;
    return variance > 0 ? 1 / (static_cast<double>(x.columns) * variance) : 1;
  }

  /// Fits a sigmoid for each pair of classes to the decisions on rows that were not learnt from:
  /// over five folds, which keep to the ties of the rows.
  void calibrate(SvmTask task, const data::Target& y, const FitContext& context) {
    const std::size_t rows = task.values->rows, pairs = machine_.decisions();
    const RandomKey key = context.key.with("calibration");
    const auto folds = data::inner_folds(y, kFolds, key, [&] { return deal(task, key); });
    std::vector<std::vector<double>> decisions(pairs);
    std::vector<std::vector<bool>> is_first(pairs);
    std::vector<double> values(pairs);
    for (std::size_t f = 0; f < folds.count(); ++f) {
      std::vector<std::uint32_t> learnt;
      std::vector<bool> has_rows(task.classes, false);
      for (std::uint32_t n = 0; n < rows; ++n)
        if (folds.learns_from(f, n)) {
          learnt.push_back(n);
          has_rows[static_cast<std::size_t>(task.truth[n])] = true;
        }
      // A class of one row, or of one group, leaves nothing to learn it from.
      if (std::find(has_rows.begin(), has_rows.end(), false) != has_rows.end()) continue;
      stop_if_asked(context.stop);
      task.rows = learnt;
      const SvmMachine machine = train_svm(task);
      is_cut_short_ = is_cut_short_ || !machine.has_converged;
      for (std::uint32_t n = 0; n < rows; ++n) {
        if (!folds.judges(f, n)) continue;
        machine.decide(task.values->row(n), values);
        const auto own = static_cast<std::size_t>(task.truth[n]);
        for (std::size_t i = 0, pair = 0; i < task.classes; ++i)
          for (std::size_t j = i + 1; j < task.classes; ++j, ++pair) {
            if (own != i && own != j) continue;
            decisions[pair].push_back(values[pair]);
            is_first[pair].push_back(own == i);
          }
      }
    }
    const auto& weight = task.class_factors;
    for (std::size_t i = 0, pair = 0; i < task.classes; ++i)
      for (std::size_t j = i + 1; j < task.classes; ++j, ++pair)
        sigmoids_.push_back(fit_sigmoid(decisions[pair], is_first[pair], weight[i], weight[j]));
  }

  /// The fold of each row: the rows of each class are shuffled and dealt in turn.
  static std::vector<std::int32_t> deal(const SvmTask& task, RandomKey key) {
    const std::size_t rows = task.values->rows;
    std::vector<std::uint32_t> order(rows);
    std::vector<std::int32_t> fold(rows);
    std::iota(order.begin(), order.end(), 0U);
    RandomStream(key).shuffle(std::span(order));
    std::vector<std::uint32_t> dealt(task.classes, 0);
    for (const std::uint32_t row : order)
      fold[row] =
          static_cast<std::int32_t>(dealt[static_cast<std::size_t>(task.truth[row])]++ % kFolds);
    return fold;
  }

  Options options_;
  SvmMachine machine_;
  SeenClasses classes_;              ///< none for numbers
  std::vector<Sigmoid> sigmoids_;    ///< of each pair of classes
  double mean_ = 0, deviation_ = 1;  ///< of a number to predict
  bool is_cut_short_ = false;        ///< a search of the last fit reached its limit
};

std::string unsuited(const Options& x, const Problem& problem) {
  const std::string reason = needs_dense_alone(problem);
  if (!reason.empty()) return reason;
  if (!problem.weighs_whole_classes) return "cannot give rows different weights";
  const auto rows = static_cast<double>(problem.rows);
  const double shares = data::has_classes(problem.task) ? 1 + kFolds * 0.64 : 1;
  const double seconds =
      kSecondsPerProduct * rows * rows * static_cast<double>(problem.dense_columns) * shares;
  return out_of_proportion(problem, seconds, x.budget_seconds);
}

}  // namespace

ModelKind svm() {
  return kind<Options, Svm>(
      {.name = "svm",
       .doc = "Support vector machine: the widest margin between classes, or "
              "around numbers. Probabilities of classes come from sigmoids "
              "fitted to decision values of held-out rows (Platt; whole groups, "
              "or later rows, where define names them), weighted as the "
              "classes are; the answer is the most probable class.",
       .source = "C. Cortes and V. Vapnik, Support-vector networks (1995); "
                 "C. Chang and C. Lin, LIBSVM: a library for support "
                 "vector machines (2011)",
       .example = "{C: 10, kernel: rbf}",
       .complexity = 2},
      unsuited);
}

}  // namespace dlflow::models
