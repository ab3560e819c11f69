#include "pipeline/models/missing.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "tests/pipeline/models/samples.hpp"

using namespace dlflow;
using namespace dlflow::models;

namespace {

/// Two of the first column's values become missing.
data::Features lacking(data::Features x) {
  for (const std::size_t n : {1U, 3U}) x.dense(n, 0) = std::numeric_limits<float>::quiet_NaN();
  x.missing = {x.dense_names[0], 2};
  return x;
}

/// Predictions of one tree of XGBoost.
struct MissingReference {
  std::size_t share;
  double depth, least;
  std::vector<double> sums;   ///< of training and held-out rows: sum_i cos(i) p[i]
  std::vector<double> first;  ///< of the first held-out rows
};
#include "tests/reference/missing_trees.inc"

/// The columns as they are, less what the rule of the reference script leaves out.
data::Features thinned(const Sample& sample, std::size_t share,
                       const std::vector<std::size_t>& rows) {
  data::Features x;
  x.rows = rows.size();
  x.dense = Matrix<float>(rows.size(), sample.columns.size());
  x.dense_names = sample.names;
  for (std::size_t f = 0; f < sample.columns.size(); ++f) {
    std::vector<double> sorted = sample.columns[f];
    std::sort(sorted.begin(), sorted.end());
    const double median = (sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2]) / 2;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t n = rows[i];
      const double value = sample.columns[f][n];
      const std::size_t limit = f < 4 && value > median ? 2 * share : share;
      x.dense(i, f) = (n * 7 + f * 13 + n / 11) % 10 < limit
                          ? std::numeric_limits<float>::quiet_NaN()
                          : static_cast<float>(value);
    }
  }
  x.missing = {x.dense_names[0], 1};
  return x;
}

template <class Work>
std::string words_of(Work work) {
  try {
    work();
  } catch (const UserError& e) {
    return e.problems().front().message;
  }
  return "";
}

}  // namespace

TEST_CASE("a model without a side for missing values says which column lacks them") {
  const Cut part = cut(read_sample("wine"), 0, true);
  const data::Features train = lacking(part.train), held_out = lacking(part.held_out);
  const std::string where = "2 in column '" + train.dense_names[0] + "'";
  for (const char* name : {"lda", "knn", "naive_bayes", "mlp"}) {
    CAPTURE(name);
    const ModelKind& kind = kind_named(name);
    const auto options = kind.choice.make();
    CHECK(kind.unsuited(options.get(), problem_of(train, part.train_target)) ==
          "cannot take missing values: " + where + "; add 'impute' to the column's steps");
    auto model = kind.make(options.get(), problem_of(part.train, part.train_target));
    CHECK(words_of([&] { model->fit(train, part.train_target, context_for("m")); }) ==
          "model 'm' cannot take missing values, and the rows to learn from lack " + where);
    model->fit(part.train, part.train_target, context_for("m"));
    CHECK(words_of([&] { model->predict(held_out); }) ==
          std::string("model '") + name +
              "' cannot take missing values, and the rows to predict lack " + where);
  }
}

TEST_CASE("trees and baselines take missing values, also in rows to predict alone") {
  const Cut part = cut(read_sample("wine"), 0, true);
  const data::Features train = lacking(part.train), held_out = lacking(part.held_out);
  for (const char* name : {"xgboost", "decision_tree", "random_forest", "extra_trees",
                           "most_frequent", "stratified_guess"}) {
    CAPTURE(name);
    const ModelKind& kind = kind_named(name);
    const auto options = kind.choice.make();
    CHECK(kind.unsuited(options.get(), problem_of(train, part.train_target)) == "");
    for (const data::Features* learnt : {&part.train, &train}) {
      auto model = kind.make(options.get(), problem_of(*learnt, part.train_target));
      model->fit(*learnt, part.train_target, context_for(name));
      double sum = 0;
      for (const double share : model->predict(held_out).values) sum += share;
      CHECK(sum == Approx(static_cast<double>(held_out.rows)));
    }
  }
}

TEST_CASE("a tree learns from missing values what XGBoost does") {
  const Sample sample = read_sample("diabetes-progression");
  const auto train = rows_of(sample, 0, false), held_out = rows_of(sample, 0, true);
  for (const MissingReference& reference : kMissingReferences) {
    CAPTURE(reference.share, reference.depth, reference.least);
    const data::Features x = thinned(sample, reference.share, train),
                         unseen = thinned(sample, reference.share, held_out);
    const data::Target y = number_target(sample, train);
    const ModelKind& kind = kind_named("decision_tree");
    const auto options =
        options_with(kind, {{"max_depth", reference.depth}, {"min_samples_leaf", reference.least}});
    const auto model = kind.make(options.get(), problem_of(x, y));
    model->fit(x, y, context_for("decision_tree"));
    const auto sum_of = [](const data::Predictions& p) {
      double sum = 0;
      for (std::size_t i = 0; i < p.rows; ++i) sum += std::cos(static_cast<double>(i)) * p(i, 0);
      return sum;
    };
    const auto p = model->predict(unseen);
    CHECK(std::abs(sum_of(model->predict(x)) - reference.sums[0]) < 0.02);
    CHECK(std::abs(sum_of(p) - reference.sums[1]) < 0.02);
    for (std::size_t i = 0; i < reference.first.size(); ++i)
      CHECK(p(i, 0) == Approx(reference.first[i]).epsilon(1e-5));
  }
}

TEST_CASE("whether a value is there is a question of its own, for every kind of tree") {
  // The class is whether the first column lacks its value; the second tells nothing.
  data::Features x;
  data::Target y;
  x.rows = 200;
  x.dense = Matrix<float>(200, 2);
  x.dense_names = {"a", "b"};
  x.missing = {"a", 100};
  y.task = data::Task::binary;
  y.classes = 2;
  for (std::size_t n = 0; n < 200; ++n) {
    y.labels.push_back(static_cast<std::int32_t>(n % 2));
    x.dense(n, 0) = n % 2 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(n % 7);
    x.dense(n, 1) = static_cast<float>(n / 2 % 10);
  }
  for (const char* name : {"decision_tree", "random_forest", "extra_trees"}) {
    CAPTURE(name);
    const ModelKind& kind = kind_named(name);
    const auto model = kind.make(kind.choice.make().get(), problem_of(x, y));
    model->fit(x, y, context_for(name));
    data::Features unseen = x;
    for (std::size_t n = 0; n < 200; n += 2) unseen.dense(n, 0) = 1e6F;
    const auto p = model->predict(unseen);
    std::size_t right = 0;
    for (std::size_t n = 0; n < 200; ++n) right += (p(n, 1) > 0.5) == (y.labels[n] == 1);
    CHECK(right == 200);
  }
}
