#include "pipeline/ensembles/ensemble.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/base/error.hpp"
#include "core/base/random.hpp"

using namespace dlflow;
using namespace dlflow::ensembles;

namespace {

data::Predictions column(const std::vector<double>& values) {
  data::Predictions out(values.size(), 1);
  std::copy(values.begin(), values.end(), out.values.begin());
  return out;
}

data::Target numbers(const std::vector<double>& values) {
  data::Target target;
  target.values = values;
  return target;
}

const metrics::MetricKind& metric(const char* name) { return *metrics::find_metric(name); }

double score(const char* name, const data::Target& target, const data::Predictions& predictions) {
  return metric(name).compute({target.labels, target.values, &predictions, target.weights});
}

schema::Chosen chosen(const std::string& name) { return schema::choose(ensemble_choices(), name); }

/// The truth of `rows` rows, and members that see it with noise of their own.
struct Sample {
  data::Target target;
  std::vector<data::Predictions> predictions;
  std::vector<Member> members;
  std::vector<std::int32_t> folds;

  Sample(std::size_t rows, const std::vector<double>& noise) {
    RandomStream random(RandomKey(5));
    for (std::size_t n = 0; n < rows; ++n) {
      target.values.push_back(random.normal());
      folds.push_back(static_cast<std::int32_t>(n % 5));
    }
    for (const double size : noise) {
      predictions.push_back(column(target.values));
      for (double& value : predictions.back().values) value += size * random.normal();
    }
    for (const auto& of_member : predictions)
      members.push_back({"m" + std::to_string(members.size()), &of_member});
  }
  Sample(const Sample&) = delete;
};

TEST_CASE("an average is the mean of its members") {
  const data::Predictions a = column({1, 2}), b = column({3, 6});
  const std::vector<Member> members = {{"a", &a}, {"b", &b}};
  const auto weights = fit(chosen("average"), members, numbers({0, 0}), metric("rmse"));
  CHECK(weights == std::vector<double>{0.5, 0.5});
  const data::Predictions both = combine(chosen("average"), weights, std::vector{&a, &b});
  CHECK(both(0, 0) == 2);
  CHECK(both(1, 0) == 4);
}

TEST_CASE("votes go to the most probable class of each member") {
  data::Predictions a(1, 3), b(1, 3), c(1, 3);
  a.values = {0.9, 0.1, 0.0};
  b.values = {0.2, 0.4, 0.4};
  c.values = {0.1, 0.6, 0.3};
  const std::vector<double> weights(3, 1.0 / 3);
  const data::Predictions votes = combine(chosen("vote"), weights, std::vector{&a, &b, &c});
  CHECK(votes(0, 0) == Approx(1.0 / 3));
  CHECK(votes(0, 1) == Approx(2.0 / 3));
  CHECK(votes(0, 2) == 0);
}

TEST_CASE("every ensemble gives weights that sum to one, the same again, and predictions") {
  Sample sample(100, {0.5, 0.5, 2.0});
  for (const EnsembleKind& kind : ensemble_kinds()) {
    CAPTURE(kind.choice.name);
    const auto own = chosen(kind.choice.name);
    const auto weights = fit(own, sample.members, sample.target, metric("rmse"));
    REQUIRE(weights.size() == 3);
    CHECK(std::accumulate(weights.begin(), weights.end(), 0.0) == Approx(1).epsilon(1e-12));
    for (const double weight : weights) CHECK(weight >= 0);
    CHECK(fit(own, sample.members, sample.target, metric("rmse")) == weights);
    const auto crossed =
        cross_fitted(own, sample.members, sample.target, metric("rmse"), sample.folds);
    CHECK(crossed.rows == 100);
  }
}

TEST_CASE("greedy selection leaves out the bad member and beats the best one") {
  Sample sample(400, {0.5, 0.5, 3.0});
  const auto own = chosen("weighted");
  const auto weights = fit(own, sample.members, sample.target, metric("rmse"));
  CHECK(weights[0] == Approx(0.5).margin(0.12));
  CHECK(weights[1] == Approx(0.5).margin(0.12));
  CHECK(weights[2] < 0.05);
  const auto crossed =
      cross_fitted(own, sample.members, sample.target, metric("rmse"), sample.folds);
  CHECK(score("rmse", sample.target, crossed) <
        0.85 * score("rmse", sample.target, sample.predictions[0]));
}

TEST_CASE("greedy selection follows a metric in which more is better") {
  data::Target target;
  target.task = data::Task::binary;
  target.classes = 2;
  target.labels = {0, 1, 0, 1};
  data::Predictions wrong(4, 2), right(4, 2);
  wrong.values = {0.1, 0.9, 0.9, 0.1, 0.1, 0.9, 0.9, 0.1};
  right.values = {0.9, 0.1, 0.1, 0.9, 0.9, 0.1, 0.1, 0.9};
  const std::vector<Member> members = {{"wrong", &wrong}, {"right", &right}};
  CHECK(fit(chosen("weighted"), members, target, metric("roc_auc")) == std::vector<double>{0, 1});
  target.labels = {1, 1, 1, 1};
  CHECK(fit(chosen("weighted"), members, target, metric("roc_auc")) ==
        std::vector<double>{0.5, 0.5});
}

TEST_CASE("a row never takes part in the weights that predict it") {
  Sample sample(50, {0.5, 0.6, 0.7});
  const auto own = chosen("weighted");
  const auto before =
      cross_fitted(own, sample.members, sample.target, metric("rmse"), sample.folds);
  // What the truth of fold 2 is must not matter to the predictions of fold 2.
  for (std::size_t n = 0; n < 50; ++n)
    if (sample.folds[n] == 2) sample.target.values[n] = sample.predictions[2](n, 0);
  const auto after = cross_fitted(own, sample.members, sample.target, metric("rmse"), sample.folds);
  bool others_differ = false;
  for (std::size_t n = 0; n < 50; ++n) {
    if (sample.folds[n] == 2)
      CHECK(after(n, 0) == before(n, 0));
    else
      others_differ = others_differ || after(n, 0) != before(n, 0);
  }
  CHECK(others_differ);
}

TEST_CASE("an ensemble refuses members of other rows and no members") {
  const data::Predictions a = column({1, 2});
  const std::vector<Member> members = {{"a", &a}};
  CHECK_THROWS_AS(fit(chosen("average"), members, numbers({0}), metric("rmse")), Bug);
  CHECK_THROWS_AS(fit(chosen("average"), {}, numbers({}), metric("rmse")), Bug);
  CHECK_THROWS_AS(cross_fitted(chosen("average"), members, numbers({0, 0}), metric("rmse"),
                               std::vector<std::int32_t>{0, 0}),
                  Bug);
}

}  // namespace
