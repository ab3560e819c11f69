#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/base/names.hpp"
#include "core/base/text.hpp"
#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/tree_model.hpp"
#include "pipeline/models/xgboost_library.hpp"

namespace dlflow::models {
namespace {

enum class TreeMethod { automatic, exact, hist };
std::span<const std::string_view> names_of(TreeMethod) {
  static constexpr std::array<std::string_view, 3> kNames = {"auto", "exact", "hist"};
  return kNames;
}

/// More and smaller steps than XGBoost's own defaults (100 rounds, learning rate 0.3, every row and
/// column, least weight 1), each from a part of the rows and columns: better on all but one of the
/// tables of bench/run_published, at two to three times the cost.
struct Options {
  std::int64_t rounds = 300;
  std::int64_t max_depth = 6;
  double learning_rate = 0.05;
  double subsample = 0.8;
  double colsample_bytree = 1;
  double colsample_bylevel = 1;
  double colsample_bynode = 0.4;
  double min_child_weight = 2;
  double reg_lambda = 1;
  double reg_alpha = 0;
  double gamma = 0;
  TreeMethod tree_method = TreeMethod::automatic;
};
void describe(schema::Object& o, Options& x) {
  o.field("rounds", x.rounds,
          "Trees learnt one after the other, per class where there are more "
          "than two (n_estimators).")
      .between(1, 100000);
  o.field("max_depth", x.max_depth, "Questions from the root of a tree to a leaf, at most.")
      .between(1, 30);
  o.field("learning_rate", x.learning_rate, "Share of each tree that is added.")
      .above(0)
      .at_most(1);
  o.field("subsample", x.subsample, "Share of the rows drawn for each tree.").above(0).at_most(1);
  o.field("colsample_bytree", x.colsample_bytree, "Share of the columns drawn for each tree.")
      .above(0)
      .at_most(1);
  o.field("colsample_bylevel", x.colsample_bylevel,
          "Share of the tree's columns drawn for each of its levels.")
      .above(0)
      .at_most(1);
  o.field("colsample_bynode", x.colsample_bynode,
          "Share of the level's columns drawn for each question.")
      .above(0)
      .at_most(1);
  o.field("min_child_weight", x.min_child_weight, "Least weight (second derivative) in a leaf.")
      .at_least(0);
  o.field("reg_lambda", x.reg_lambda, "Penalty on the squared values of leaves.").at_least(0);
  o.field("reg_alpha", x.reg_alpha, "Penalty on the absolute values of leaves.").at_least(0);
  o.field("gamma", x.gamma, "Least gain of a question.").at_least(0);
  o.field("tree_method", x.tree_method,
          "How questions are found: exact tries every value, hist 256 bins per column; auto is "
          "exact below 10,000 rows and hist, which is ten times as fast there, from that on.");
}

/// Gradient boosting of decision trees by XGBoost (Chen and Guestrin, 2016). Missing values take
/// the learnt side of each question; category codes are compared as numbers. After training only
/// arrays of our own are kept, and predictions come from these.
class Xgboost final : public Model {
 public:
  Xgboost(const Options& options, const Problem&) : options_(options) {}

  void fit(const data::Features& x, const data::Target& y, const FitContext& context) override {
    require_learnable(x, y, context.model_name);
    require_usable(x, Missing::accepted, context.model_name);
    classes_ = y.classes;
    Matrix<float> room;
    const Matrix<float>& values = numbers_of(x, room);
    std::vector<float> labels(y.labels.begin(), y.labels.end());
    if (classes_ == 0) labels.assign(y.values.begin(), y.values.end());
    const std::vector<float> weights(y.weights.begin(), y.weights.end());

    BoostTask task;
    const data::SparseRows sparse = sparse_rows(values, x.sparse);
    task.rows = x.rows;
    task.columns = values.columns + x.sparse.columns;
    if (x.sparse.columns == 0) {
      task.values = values.values;
    } else {
      task.offsets = sparse.offsets;
      task.column = sparse.column;
      task.present = sparse.values;
    }
    task.labels = labels;
    task.weights = weights;
    task.parameters = parameters_for(context.key, x.rows);
    task.rounds = static_cast<int>(options_.rounds);
    task.threads = context.threads;
    task.between_rounds = [&] { stop_if_asked(context.stop); };
    trees_ = read_xgboost_json(train_boosted(task));
  }

  data::Predictions predict(const data::Features& x) const override {
    Matrix<float> room;
    const Matrix<float>& values = numbers_of(x, room);
    DLFLOW_REQUIRE(values.columns + x.sparse.columns == trees_.inputs,
                   "features of another width than the model learnt");
    data::Predictions out(x.rows, classes_ == 0 ? 1 : static_cast<std::size_t>(classes_));
    Matrix<float> scores(x.rows, trees_.outputs);
    if (x.sparse.columns == 0)
      trees_.score(values.values, scores.values);
    else
      score_sparse(values, x.sparse, scores);
    for (std::size_t n = 0; n < x.rows; ++n) from_scores(scores.row(n), out.row(n));
    return out;
  }

  std::string lower(graph::Graph& graph, const data::LoweredFeatures& x) const override {
    const graph::Expression scores = trees_.lower(lowered_rows(graph, x));
    if (classes_ == 0) return scores.name();
    return (classes_ == 2 ? two_classes(scores) : scores.apply("softmax")).name();
  }

  Archive save() const override {
    Archive archive;
    archive.put("classes", static_cast<std::int64_t>(classes_));
    trees_.save(archive);
    return archive;
  }
  void load(const Archive& archive) override {
    trees_ = Trees::load(archive);
    classes_ = static_cast<int>(archive.integer("classes"));
    if (classes_ < 0 || trees_.outputs != (classes_ > 2 ? static_cast<std::size_t>(classes_) : 1))
      throw CorruptFile("classes", "does not agree with the outputs of the trees");
  }
  std::size_t parameters() const override { return trees_.nodes.size(); }

 private:
  /// The numbers that are there and the sparse columns behind them; what is 0 in these is missing.
  static data::SparseRows sparse_rows(const Matrix<float>& numbers,
                                      const data::SparseRows& sparse) {
    data::SparseRows out;
    if (sparse.columns == 0) return out;
    out.offsets.assign(1, 0);
    const auto add = [&](std::size_t column, float value) {
      out.column.push_back(static_cast<std::uint32_t>(column));
      out.values.push_back(value);
    };
    for (std::size_t n = 0; n + 1 < sparse.offsets.size(); ++n) {
      for (std::size_t f = 0; f < numbers.columns; ++f)
        if (!std::isnan(numbers(n, f))) add(f, numbers(n, f));
      sparse.for_each(n, [&](std::uint32_t s, float value) { add(numbers.columns + s, value); });
      out.offsets.push_back(out.values.size());
    }
    return out;
  }

  void score_sparse(const Matrix<float>& numbers, const data::SparseRows& sparse,
                    Matrix<float>& scores) const {
    const float absent = std::numeric_limits<float>::quiet_NaN();
    std::vector<float> row(trees_.inputs, absent);
    for (std::size_t n = 0; n < scores.rows; ++n) {
      if (numbers.columns > 0) std::ranges::copy(numbers.row(n), row.begin());
      sparse.for_each(n, [&](std::uint32_t s, float value) { row[numbers.columns + s] = value; });
      trees_.score(row, scores.row(n));
      sparse.for_each(n, [&](std::uint32_t s, float) { row[numbers.columns + s] = absent; });
    }
  }

  /// As numbers_of, and behind them the sparse columns, whose zeros are missing.
  static graph::Expression lowered_rows(graph::Graph& graph, const data::LoweredFeatures& x) {
    if (x.sparse.empty()) return lowered_numbers(graph, x);
    const graph::Expression sparse = graph::Expression(graph, x.sparse).to(graph::Type::f64);
    const graph::Expression present =
        where(greater(absolute(sparse), 0), sparse, std::numeric_limits<double>::quiet_NaN());
    std::vector<graph::Expression> parts;
    if (!x.dense.empty() || !x.codes.empty()) parts.push_back(lowered_numbers(graph, x));
    parts.push_back(present.to(graph::Type::f32));
    return concat(parts);
  }

  TreeMethod method_for(std::size_t rows) const {
    constexpr std::size_t kManyRows = 10'000;
    if (options_.tree_method != TreeMethod::automatic) return options_.tree_method;
    return rows < kManyRows ? TreeMethod::exact : TreeMethod::hist;
  }

  std::vector<std::pair<std::string, std::string>> parameters_for(RandomKey key,
                                                                  std::size_t rows) const {
    std::vector<std::pair<std::string, std::string>> out = {
        {"max_depth", std::to_string(options_.max_depth)},
        {"learning_rate", shortest(options_.learning_rate)},
        {"subsample", shortest(options_.subsample)},
        {"colsample_bytree", shortest(options_.colsample_bytree)},
        {"colsample_bylevel", shortest(options_.colsample_bylevel)},
        {"colsample_bynode", shortest(options_.colsample_bynode)},
        {"min_child_weight", shortest(options_.min_child_weight)},
        {"reg_lambda", shortest(options_.reg_lambda)},
        {"reg_alpha", shortest(options_.reg_alpha)},
        {"gamma", shortest(options_.gamma)},
        {"seed", std::to_string(key.with("xgboost").value() & 0x7FFFFFFF)},
        {"tree_method", std::string(value_name(method_for(rows)))},
        {"objective", classes_ == 0   ? "reg:squarederror"
                      : classes_ == 2 ? "binary:logistic"
                                      : "multi:softprob"}};
    if (classes_ > 2) out.emplace_back("num_class", std::to_string(classes_));
    return out;
  }

  void from_scores(std::span<const float> scores, std::span<double> out) const {
    if (classes_ == 0) {
      out[0] = scores[0];
    } else if (classes_ == 2) {
      const double z = scores[0];
      out[0] = 1 / (1 + std::exp(z));
      out[1] = 1 / (1 + std::exp(-z));
    } else {
      double top = scores[0], sum = 0;
      for (float score : scores) top = std::max(top, static_cast<double>(score));
      for (float score : scores) sum += std::exp(score - top);
      for (std::size_t k = 0; k < out.size(); ++k) out[k] = std::exp(scores[k] - top) / sum;
    }
  }

  Options options_;
  Trees trees_;
  int classes_ = 0;
};

std::string unsuited(const Options&, const Problem& problem) { return needs_any_column(problem); }

}  // namespace

ModelKind xgboost() {
  return kind<Options, Xgboost>(
      {.name = "xgboost",
       .doc = "Gradient-boosted decision trees (XGBoost); takes numbers, codes and missing values. "
              "The defaults take more and smaller steps than XGBoost's own: rounds 100, "
              "learning_rate 0.3, min_child_weight 1, subsample 1, colsample_bynode 1.",
       .source = "T. Chen and C. Guestrin, XGBoost: a scalable tree boosting system (2016)",
       .example = "{rounds: 20, max_depth: 3}",
       .complexity = 3,
       .sparse = Sparse::taken,
       .missing = Missing::accepted,
       .version = 2},
      unsuited);
}

}  // namespace dlflow::models
