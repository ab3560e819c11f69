#include <catch2/catch.hpp>
#include <map>

#include "core/base/error.hpp"
#include "tests/pipeline/models/samples.hpp"
#include "tests/reference/linear_models.hpp"

using namespace dlflow;
using namespace dlflow::models;

namespace {

const std::map<std::string, std::vector<std::pair<std::string, double>>> kOptions = {
    {"", {}},
    {"C=0.01", {{"C", 0.01}}},
    {"no intercept", {{"fit_intercept", 0}}},
    {"balanced", {{"class_weight", 1}}}};

std::unique_ptr<Model> fitted(const std::string& name, const Cut& part,
                              const std::vector<std::pair<std::string, double>>& numbers) {
  const ModelKind& kind = kind_named(name);
  auto model =
      kind.make(options_with(kind, numbers).get(), problem_of(part.train, part.train_target));
  model->fit(part.train, part.train_target, context_for(name));
  return model;
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

/// (F, M) row-major as (M, F).
std::vector<double> transposed(const std::vector<double>& values, std::size_t columns) {
  std::vector<double> out;
  for (std::size_t m = 0; m < columns; ++m)
    for (std::size_t i = m; i < values.size(); i += columns) out.push_back(values[i]);
  return out;
}

}  // namespace

TEST_CASE("logistic regression equals scikit-learn on fixed folds") {
  for (const LogisticReference& reference : kLogisticReferences) {
    INFO(reference.data << " " << reference.options);
    const Sample sample = read_sample(reference.data);
    for (std::size_t fold = 0; fold < 5; ++fold) {
      const Cut part = cut(sample, fold, true);
      const auto model = fitted("logistic_regression", part, kOptions.at(reference.options));
      const data::Predictions p = model->predict(part.held_out);
      double hits = 0, loss = 0;
      for (std::size_t n = 0; n < p.rows; ++n) {
        const auto row = p.row(n);
        const auto label = static_cast<std::size_t>(part.held_out_target.labels[n]);
        hits += std::max_element(row.begin(), row.end()) - row.begin() ==
                static_cast<std::ptrdiff_t>(label);
        loss -= std::log(row[label]);
      }
      const auto rows = static_cast<double>(p.rows);
      CHECK(hits / rows == Approx(reference.accuracy[fold]).epsilon(1e-12));
      CHECK(std::abs(loss / rows - reference.log_loss[fold]) < 1e-6);
      if (fold > 0) continue;
      const Archive saved = model->save();
      CHECK(largest_difference(
                transposed(saved.doubles("coefficients"), saved.doubles("intercept").size()),
                reference.coefficients) < 1e-5);
      CHECK(largest_difference(saved.doubles("intercept"), reference.intercept) < 1e-5);
      const std::vector<double> first(p.values.begin(), p.values.begin() + 3 * p.columns);
      CHECK(largest_difference(first, reference.probabilities) < 1e-6);
    }
  }
}

TEST_CASE("logistic regression reaches the same minimum by both searches") {
  // 64 pixels and 10 classes are past Newton's limit; the gradient of the penalized loss must be 0.
  const Sample digits = read_sample("digits");
  const Cut part = cut(digits, 0, true);
  data::Features x = part.train;
  for (float& value : x.dense.values)
    if (!std::isfinite(value)) value = 0;
  const ModelKind& kind = kind_named("logistic_regression");
  auto model = kind.make(kind.choice.make().get(), problem_of(x, part.train_target));
  model->fit(x, part.train_target, context_for("logistic_regression"));
  const data::Predictions p = model->predict(x);
  const auto weights = model->save().doubles("coefficients");
  double largest = 0;
  for (std::size_t f = 0; f < 64; ++f)
    for (std::size_t k = 0; k < 10; ++k) {
      double gradient = weights[f * 10 + k];
      for (std::size_t n = 0; n < x.rows; ++n) {
        const double truth = part.train_target.labels[n] == static_cast<std::int32_t>(k);
        gradient += (p(n, k) - truth) * x.dense(n, f);
      }
      largest = std::max(largest, std::abs(gradient));
    }
  CHECK(largest < 2e-6);
}

TEST_CASE("ridge equals scikit-learn on fixed folds") {
  const Sample sample = read_sample("diabetes-progression");
  for (const RidgeReference& reference : kRidgeReferences) {
    INFO("alpha " << reference.alpha);
    for (std::size_t fold = 0; fold < 5; ++fold) {
      const Cut part = cut(sample, fold, false);
      const auto model = fitted("ridge", part, {{"alpha", reference.alpha}});
      const data::Predictions p = model->predict(part.held_out);
      double squares = 0;
      for (std::size_t n = 0; n < p.rows; ++n)
        squares += std::pow(p(n, 0) - part.held_out_target.values[n], 2);
      CHECK(std::abs(std::sqrt(squares / static_cast<double>(p.rows)) - reference.rmse[fold]) <
            1e-6);
      if (fold > 0) continue;
      const Archive saved = model->save();
      CHECK(largest_difference(saved.doubles("coefficients"), reference.coefficients) < 1e-5);
      CHECK(std::abs(saved.doubles("intercept")[0] - reference.intercept) < 1e-6);
    }
  }
}

TEST_CASE("ridge gives the same coefficients from either side when columns outnumber rows") {
  // Appended copies of a column share its coefficient: w of each copy is that of one column scaled
  // by sqrt(copies), divided by sqrt(copies).
  data::Features one, many;
  one.rows = many.rows = 4;
  one.dense = Matrix<float>(4, 1);
  many.dense = Matrix<float>(4, 9);
  const std::vector<float> values = {1, 2, 4, 7};
  data::Target y;
  y.values = {1, 3, 2, 9};
  for (std::size_t n = 0; n < 4; ++n) {
    one.dense(n, 0) = 3 * values[n];
    for (std::size_t f = 0; f < 9; ++f) many.dense(n, f) = values[n];
  }
  const ModelKind& kind = kind_named("ridge");
  const auto options = kind.choice.make();
  auto narrow = kind.make(options.get(), problem_of(one, y));
  auto wide = kind.make(options.get(), problem_of(many, y));
  narrow->fit(one, y, context_for("ridge"));
  wide->fit(many, y, context_for("ridge"));
  for (std::size_t n = 0; n < 4; ++n)
    CHECK(narrow->predict(one)(n, 0) == Approx(wide->predict(many)(n, 0)).epsilon(1e-12));
}

TEST_CASE("a row of weight two counts like the same row twice") {
  // Of a class that is hard to tell from another.
  constexpr std::size_t kRow = 60;
  struct Case {
    std::string name;
    bool classes;
    std::vector<std::pair<std::string, double>> numbers;
  };
  // A penalty that is chosen by folds sees other folds when a row is added.
  for (const auto& [name, classes, numbers] :
       {Case{"logistic_regression", true, {}}, Case{"lda", true, {}}, Case{"qda", true, {}},
        Case{"naive_bayes", true, {}}, Case{"ridge", false, {}},
        Case{"linear_regression", false, {}}, Case{"lasso", false, {{"alpha", 1}}},
        Case{"elastic_net", false, {{"alpha", 1}}}}) {
    INFO(name);
    const Sample sample = read_sample(classes ? "iris" : "diabetes-progression");
    Cut part = cut(sample, 0, classes);
    const Cut same = part;
    data::Features twice = part.train;
    data::Target twice_target = part.train_target;
    twice.rows += 1;
    twice.dense.rows += 1;
    for (std::size_t f = 0; f < twice.dense.columns; ++f)
      twice.dense.values.push_back(part.train.dense(kRow, f));
    if (classes) twice_target.labels.push_back(part.train_target.labels[kRow]);
    if (!classes) twice_target.values.push_back(part.train_target.values[kRow]);
    part.train_target.weights.assign(part.train.rows, 1.0);
    part.train_target.weights[kRow] = 2;
    const ModelKind& kind = kind_named(name);
    const auto options = options_with(kind, numbers);
    auto weighted = kind.make(options.get(), problem_of(part.train, part.train_target));
    auto doubled = kind.make(options.get(), problem_of(twice, twice_target));
    weighted->fit(part.train, part.train_target, context_for(name));
    doubled->fit(twice, twice_target, context_for(name));
    const auto a = weighted->predict(part.held_out), b = doubled->predict(part.held_out);
    const auto c = fitted(name, same, numbers)->predict(part.held_out);
    double apart = 0, unweighted = 0;
    for (std::size_t i = 0; i < a.values.size(); ++i) {
      apart = std::max(apart, std::abs(a.values[i] - b.values[i]));
      unweighted = std::max(unweighted, std::abs(a.values[i] - c.values[i]));
    }
    CHECK(apart < 1e-6);
    CHECK(unweighted > 1e-5);
  }
}
