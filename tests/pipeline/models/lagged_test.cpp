#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/base/error.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/models/lag_rows.hpp"
#include "tests/pipeline/models/samples.hpp"

using namespace dlflow;
using namespace dlflow::models;
using Catch::Contains;

namespace {

/// Rows of series beside each other, each in the order of time, with one input.
struct Rows {
  data::Features x;
  data::Target y;

  explicit Rows(std::size_t season) { x.places.season = season; }
  void add(std::int32_t series, std::int64_t step, double value, double input) {
    x.places.series.push_back(series);
    x.places.steps.push_back(step);
    y.values.push_back(value);
    inputs.push_back(static_cast<float>(input));
    x.rows = inputs.size();
    x.dense = Matrix<float>(x.rows, 1);
    x.dense_names = {"price"};
    std::ranges::copy(inputs, x.dense.values.begin());
  }
  std::vector<float> inputs;
};

Rows rows_of(const std::vector<double>& values, std::size_t season, std::int64_t first = 0) {
  Rows out(season);
  for (std::size_t t = 0; t < values.size(); ++t)
    out.add(0, first + static_cast<std::int64_t>(t), values[t], 0);
  return out;
}

schema::Chosen lagged_with(const std::string& options) {
  std::vector<dlflow::Problem> problems;
  auto chosen = schema::load_options(kind_named("lagged").choice,
                                     config::parse_yaml(options, "options"), problems, "");
  if (!problems.empty()) throw UserError(ExitCode::configuration, problems);
  return chosen;
}

/// A model that learnt the past, after it was saved and loaded by one that knows the sizes alone.
std::unique_ptr<Model> learnt(const std::string& options, const Rows& past) {
  const auto chosen = lagged_with(options);
  const ModelKind& kind = kind_named("lagged");
  const models::Problem problem = problem_of(past.y, past.x);
  REQUIRE(kind.unsuited(chosen.options.get(), problem) == "");
  const auto model = kind.make(chosen.options.get(), problem);
  model->fit(past.x, past.y, context_for("lagged"));
  models::Problem sizes;
  sizes.rows = problem.rows;
  sizes.dense_columns = problem.dense_columns;
  auto again = kind.make(chosen.options.get(), sizes);
  again->load(model->save());
  CHECK(again->save() == model->save());
  CHECK(again->parameters() == model->parameters());
  CHECK(again->predict(past.x).values == model->predict(past.x).values);
  return again;
}

std::vector<double> predicted(const Model& model, const Rows& next) {
  const data::Predictions found = model.predict(next.x);
  return {found.values.begin(), found.values.end()};
}

double error_of(const std::vector<double>& found, const std::vector<double>& truth) {
  double sum = 0;
  for (std::size_t i = 0; i < found.size(); ++i) sum += std::abs(found[i] - truth[i]);
  return sum / static_cast<double>(found.size());
}

double noise(std::uint64_t at) { return RandomStream(RandomKey(5).with(at)).normal(); }

}  // namespace

TEST_CASE("a linear model of lags goes on with a recurrence without noise") {
  std::vector<double> all;
  for (int t = 0; t < 120; ++t)
    all.push_back(50 + 3 * std::cos(0.9 * t) + 2 * std::sin(2.1 * t) + std::cos(0.35 * t));
  const Rows past = rows_of({all.begin(), all.begin() + 100}, 1);
  const Rows next = rows_of({all.begin() + 100, all.begin() + 108}, 1, 100);
  for (const char* difference : {"first", "none"}) {
    const auto model = learnt(
        "{model: linear_regression, lags: 8, rolling: [], horizon: 8, "
        "difference: " +
            std::string(difference) + "}",
        past);
    // The running mean of the past is no recurrence of few lags.
    const double tolerance = std::string(difference) == "first" ? 1e-6 * 50 : 0.3;
    CHECK(error_of(predicted(*model, next), next.y.values) < tolerance);
  }
}

TEST_CASE("what is known of the row itself is seen, where it alone decides the value") {
  Rows past(1), next(1);
  for (std::int64_t t = 0; t < 300; ++t) {
    const double price = t % 7 == 3 || t % 5 == 1 ? 1 : 0;
    (t < 280 ? past : next).add(0, t, 100 + 40 * price, price);
  }
  for (const char* model : {"xgboost", "ridge", "mlp"}) {
    INFO(model);
    const auto found =
        predicted(*learnt("{horizon: 20, model: " + std::string(model) + "}", past), next);
    CHECK(error_of(found, next.y.values) < 4);
  }
}

TEST_CASE("no input knows a value behind its origin") {
  Rows rows(4);
  for (std::int64_t t = 0; t < 40; ++t)
    for (const std::int32_t series : {0, 3}) rows.add(series, t, 10 + series + noise(t) + t % 4, 0);
  for (const LagBase base : {LagBase::mean, LagBase::last, LagBase::season}) {
    LagPlan plan{base, {1, 2, 5}, {3}, 4, 6};
    const auto before = series_rows(rows.x, rows.y);
    auto changed = before;
    constexpr std::size_t kKnown = 25;
    for (auto& series : changed)
      for (std::size_t t = kKnown; t < series.values.size(); ++t) series.values[t] = 1e6;
    std::vector<LagPair> pairs;
    for (const std::size_t series : {0, 1})
      for (std::size_t known = plan.needed(); known <= kKnown; ++known)
        for (std::size_t step = 1; step <= 6; ++step) pairs.push_back({series, known, step});
    const LagTask one = lag_task(plan, before, pairs, rows.y);
    const LagTask other = lag_task(plan, changed, pairs, rows.y);
    REQUIRE(one.inputs.rows.size() == pairs.size());
    CHECK(one.inputs.values == other.inputs.values);
    CHECK(one.target.values != other.target.values);
    const std::vector<LagPair> later = {{0, kKnown + 3, 1}};
    CHECK(lag_task(plan, before, later, rows.y).inputs.values !=
          lag_task(plan, changed, later, rows.y).inputs.values);
  }
}

TEST_CASE("a row to learn from has the weight and the inputs of the row that it predicts") {
  Rows rows(1);
  for (std::int64_t t = 0; t < 10; ++t) {
    rows.add(0, t, static_cast<double>(t * t), static_cast<double>(t));
    rows.y.weights.push_back(static_cast<double>(t) + 1);
  }
  const LagPlan plan{LagBase::last, {1}, {}, 1, 2};
  const LagTask task =
      lag_task(plan, series_rows(rows.x, rows.y), {{0, 5, 1}, {0, 5, 2}, {0, 6, 2}}, rows.y);
  CHECK(task.target.weights == std::vector<double>{6, 7, 8});
  CHECK(task.target.ties.times == std::vector<std::uint32_t>{5, 6, 7});
  const data::Features inputs = task.inputs.beside(rows.x, plan.names());
  CHECK(inputs.dense_names == std::vector<std::string>{"price", "lag 1", "level", "steps ahead"});
  CHECK(inputs.dense(2, 0) == 7);
  CHECK(inputs.dense(0, 3) == 0.5f);
  CHECK(inputs.dense(2, 3) == 1);
  // From 25 to 49, in units of the mean distance of 0, 1, 4, 9, 16, 25 from their mean.
  const double mean = 55.0 / 6, spread = (3 * mean - 5 + 9 + 16 + 25 - 3 * mean - 9 + mean) / 6;
  CHECK(inputs.dense(2, 1) < 0);
  CHECK(task.target.values[2] > 0);
  CHECK(task.target.values[2] < 24 / spread * 2);
}

TEST_CASE("a seasonal base is the last known value at the place of the step") {
  const LagPlan plan{LagBase::season, {1}, {}, 4, 8};
  const std::vector<double> values = {10, 11, 12, 13, 20, 21, 22, 23};
  RunningLevel level;
  for (const double value : values) level.add(value);
  const LagOrigin origin(plan, values, level);
  const std::vector<double> wanted = {20, 21, 22, 23, 20, 21};
  for (std::size_t step = 1; step <= wanted.size(); ++step) {
    CAPTURE(step);
    CHECK(origin.base(step) == wanted[step - 1]);
  }
}

TEST_CASE("a step without a row lies on a line between its neighbours and is not learnt") {
  Rows gapped(1);
  for (const auto& [step, value] : {std::pair{0, 1.0}, {1, 2.0}, {4, 8.0}, {5, 7.0}})
    gapped.add(0, step, value, 0);
  const auto series = series_rows(gapped.x, gapped.y);
  REQUIRE(series.size() == 1);
  CHECK(series[0].values == std::vector<double>{1, 2, 4, 6, 8, 7});
  CHECK(series[0].rows == std::vector<std::size_t>{0, 1, kNoRow, kNoRow, 2, 3});
  CHECK(series[0].last_step == 5);
  const LagPlan plan{LagBase::last, {1}, {}, 1, 1};
  const std::vector<LagPair> pairs = {{0, 2, 1}, {0, 3, 1}, {0, 4, 1}, {0, 5, 1}};
  const LagTask task = lag_task(plan, series, pairs, gapped.y);
  CHECK(task.inputs.rows == std::vector<std::size_t>{2, 3});
}

TEST_CASE("pairs are all there are, or as many as asked for, each once and in order") {
  const std::vector<std::size_t> lengths = {3, 8, 0, 6};
  const auto all = lag_pairs(lengths, 4, 1, 3, 1000, RandomKey(1));
  CHECK(all.size() == 3 + 3 + 2 + 1 - 0 - 0 + 2 + 1);
  for (const std::size_t most : {1, 5, 11}) {
    const auto some = lag_pairs(lengths, 4, 1, 3, most, RandomKey(1));
    CHECK(some.size() == most);
    std::size_t at = 0;
    for (const LagPair& pair : some) {
      while (at < all.size() && (all[at].series != pair.series || all[at].known != pair.known ||
                                 all[at].step != pair.step))
        ++at;
      CHECK(at++ < all.size());
    }
  }
  for (const LagPair& pair : lag_pairs(lengths, 4, 2, 2, 1000, RandomKey(1))) {
    CHECK(pair.step == 2);
    CHECK(pair.target() < lengths[pair.series]);
  }
}

TEST_CASE("rows are predicted alike in blocks, in any order and with gaps between them") {
  Rows past(4), next(4);
  for (std::int64_t t = 0; t < 60; ++t)
    past.add(0, t, 20 + 0.3 * static_cast<double>(t) + 5 * (t % 4 == 1) + 0.2 * noise(t), 0);
  for (std::int64_t t = 60; t < 80; ++t) next.add(0, t, 0, 0);
  const auto model = learnt("{horizon: 6}", past);
  const auto whole = predicted(*model, next);
  for (const std::int64_t t : {79, 60, 66}) {
    Rows one(4);
    one.add(0, t, 0, 0);
    CHECK(predicted(*model, one)[0] == whole[static_cast<std::size_t>(t - 60)]);
  }
  CHECK(whole[0] == Approx(20 + 18).epsilon(0.05));
  CHECK(whole[1] - whole[0] == Approx(5).epsilon(0.3));
}

TEST_CASE("series of different size are learnt together, and fits repeat to the bit") {
  Rows past(4), next(4);
  for (std::int64_t t = 0; t < 48; ++t)
    for (const std::int32_t series : {1, 2, 3}) {
      const double size = std::pow(100, series - 1);
      const double value = 10 + 0.2 * static_cast<double>(t) + 6 * (t % 4 == 2);
      (t < 40 ? past : next).add(series, t, size * value, 0);
    }
  const std::vector<std::pair<std::string, double>> models = {
      {"xgboost", 0.05}, {"ridge", 0.05}, {"mlp", 0.2}};
  for (const auto& [name, share] : models) {
    INFO(name);
    const auto model = learnt("{model: " + name + "}", past);
    const auto found = predicted(*model, next);
    for (std::size_t i = 0; i < found.size(); ++i)
      CHECK(found[i] == Approx(next.y.values[i]).epsilon(share));
    CHECK(learnt("{model: " + name + "}", past)->save() == model->save());
  }
}

TEST_CASE("every length of series has finite lagged forecasts, and a constant one goes on") {
  for (const std::size_t season : {1, 2, 12, 400})
    for (std::size_t length = 1; length <= 30; length += length < 8 ? 1 : 11)
      for (const char* difference : {"auto", "none", "first", "seasonal"}) {
        INFO(length << " values, season " << season << ", difference " << difference);
        std::vector<double> values;
        for (std::size_t t = 0; t < length; ++t) values.push_back(noise(t));
        Rows next(season);
        for (const std::int64_t step : {0, 4, 1000000}) next.add(0, step + 30, 0, 0);
        next.add(9, 0, 0, 0);
        const std::string options = "{model: ridge, difference: " + std::string(difference) + "}";
        for (const double value : predicted(*learnt(options, rows_of(values, season)), next))
          CHECK(std::abs(value) < 50);
        values.assign(length, 7.1);
        for (const double value : predicted(*learnt(options, rows_of(values, season)), next))
          CHECK(value == Approx(7.1));
      }
}

TEST_CASE("what does not suit a model of lags is told") {
  CHECK_THROWS_WITH(lagged_with("{model: sarima}"), Contains("unknown kind 'sarima'"));
  CHECK_THROWS_WITH(lagged_with("{model: lagged}"), Contains("unknown kind 'lagged'"));
  CHECK_THROWS_WITH(lagged_with("{model: mean}"), Contains("unknown kind 'mean'"));
  CHECK_THROWS_WITH(lagged_with("{model: {ridge: {views: [flat]}}}"),
                    Contains("the inner model reads the view of the outer one"));
  CHECK_THROWS_WITH(lagged_with("{lags: {count: 2, chosen: [4]}}"),
                    Contains("both 'count' and 'chosen' are given"));
  const auto reason = [](const char* options, const models::Problem& problem) {
    const auto chosen = lagged_with(options);
    return kind_named("lagged").unsuited(chosen.options.get(), problem);
  };
  models::Problem problem{data::Task::regression, 0, 50, 1, 1};
  CHECK_THAT(reason("{}", problem), Contains("define.time"));
  problem.is_over_time = true;
  CHECK(reason("{}", problem) == "");
  CHECK(reason("{model: ridge}", problem) ==
        "takes numbers only; this view leaves 1 column as codes");
  const Rows past = rows_of({1, 2, 3, 5, 4, 6, 7}, 1);
  const auto model = learnt("{}", past);
  data::Features nowhere = past.x;
  nowhere.places = {};
  CHECK_THROWS_WITH(model->predict(nowhere), Contains("nothing tells how long after"));
}

TEST_CASE("a fit of a model of lags stops when it is asked to") {
  StopFlag stop;
  stop.request(1);
  const Rows past = rows_of({1, 5, 2, 7, 3, 9, 2, 8, 3, 9, 3, 8, 4, 6, 4, 7}, 1);
  for (const char* options : {"{}", "{model: ridge}"}) {
    const auto chosen = lagged_with(options);
    const auto model = kind_named("lagged").make(chosen.options.get(), problem_of(past.y, past.x));
    FitContext context = context_for("lagged");
    context.stop = &stop;
    CHECK_THROWS_AS(model->fit(past.x, past.y, context), Stopped);
  }
}
