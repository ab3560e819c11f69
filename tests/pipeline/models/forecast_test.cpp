#include "pipeline/models/forecast.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "core/base/error.hpp"
#include "pipeline/config/yaml.hpp"
#include "tests/pipeline/models/samples.hpp"

using namespace dlflow;
using namespace dlflow::models;
using Catch::Contains;

namespace {

schema::Chosen chosen_kind(const std::string& name, const std::string& options) {
  std::vector<dlflow::Problem> problems;
  auto chosen = schema::load_options(kind_named(name).choice,
                                     config::parse_yaml(options, "options"), problems, "");
  REQUIRE(problems.empty());
  return chosen;
}

data::Features places_of(std::vector<std::int32_t> series, std::vector<std::int64_t> steps,
                         std::size_t season) {
  data::Features x;
  x.rows = series.size();
  x.dense = Matrix<float>(x.rows, 1);
  x.places = {std::move(series), std::move(steps), season};
  return x;
}

/// What a model that learnt the past says of the next rows, and says again once it was saved.
std::vector<double> forecast(const std::string& name, const std::string& options,
                             const data::Features& past, const data::Target& values,
                             const data::Features& next) {
  const auto& kind = kind_named(name);
  const auto chosen = chosen_kind(name, options);
  const models::Problem problem = problem_of(values, past);
  REQUIRE(kind.unsuited(chosen.options.get(), problem) == "");
  const auto model = kind.make(chosen.options.get(), problem);
  FitContext context;
  context.model_name = name;
  model->fit(past, values, context);
  const auto again = kind.make(chosen.options.get(), problem);
  again->load(model->save());
  CHECK(again->parameters() == model->parameters());
  const data::Predictions predictions = again->predict(next);
  CHECK(predictions.values == model->predict(next).values);
  return {predictions.values.begin(), predictions.values.end()};
}

/// Two series in turn: 1 2 4 8 ... of five and 10 20 30 of three values.
struct Shops {
  data::Features past, next;
  data::Target values;

  explicit Shops(std::size_t season)
      : past(places_of({0, 7, 0, 7, 0, 7, 0, 0}, {0, 0, 1, 1, 2, 2, 3, 4}, season)),
        next(places_of({0, 0, 0, 0, 7, 7, 9}, {5, 6, 7, 8, 3, 5, 0}, season)) {
    values.values = {1, 10, 2, 20, 4, 30, 8, 16};
  }

  std::vector<double> predicted(const std::string& name, const std::string& options = "{}") const {
    return forecast(name, options, past, values, next);
  }
};

}  // namespace

TEST_CASE("a step without a row lies on a straight line, for models that go on from the past") {
  data::Target values;
  values.task = data::Task::regression;
  values.values = {10, 20, 40, 50, 60};
  const auto past = places_of({0, 0, 0, 0, 0}, {0, 1, 3, 4, 5}, 4);
  const auto next = places_of({0, 0}, {6, 7}, 4);
  // Of steps 2 and 3, four before those that are asked for: a line from 20 to 40, and a value.
  CHECK(forecast("seasonal_persistence", "{}", past, values, next) == std::vector<double>{30, 40});
  CHECK(forecast("drift", "{}", past, values, next) == std::vector<double>{70, 80});
}

TEST_CASE("persistence holds the last value of each series, and the mean of all for another") {
  CHECK(Shops(1).predicted("persistence") == std::vector<double>{16, 16, 16, 16, 30, 30, 23});
}

TEST_CASE("seasonal persistence repeats the last season, of a short series all it has") {
  CHECK(Shops(2).predicted("seasonal_persistence") ==
        std::vector<double>{8, 16, 8, 16, 20, 20, 14});
  CHECK(Shops(4).predicted("seasonal_persistence") == std::vector<double>{2, 4, 8, 16, 10, 30, 6});
}

TEST_CASE("drift draws the line through the first and the last value on") {
  CHECK(Shops(1).predicted("drift") == std::vector<double>{19.75, 23.5, 27.25, 31, 40, 60, 29.875});
}

TEST_CASE("a moving average is the mean of the last rows, of a season where nothing else is said") {
  CHECK(Shops(1).predicted("moving_average", "{window: 2}") ==
        std::vector<double>{12, 12, 12, 12, 25, 25, 18.5});
  CHECK(Shops(2).predicted("moving_average") == std::vector<double>{12, 12, 12, 12, 25, 25, 18.5});
  CHECK(Shops(1).predicted("moving_average", "{window: 40}")[0] == 6.2);
  CHECK(Shops(1).predicted("moving_average")[4] == 20);
}

TEST_CASE("what is fitted goes on at the last value of a short series and of a constant one") {
  for (const char* name : {"exponential_smoothing", "autoregression", "sarima"}) {
    INFO(name);
    Shops shops(2);
    CHECK(shops.predicted(name)[4] == 30);
    CHECK(shops.predicted(name)[5] == 30);
    shops.values.values = {4, 10, 4, 20, 4, 30, 4, 4};
    CHECK(shops.predicted(name) == std::vector<double>{4, 4, 4, 4, 30, 30, 17});
  }
}

namespace {

/// One series from these values, and the steps after it that are asked for.
std::vector<double> gone_on(const std::string& name, const std::string& options,
                            const std::vector<double>& values, std::size_t season,
                            const std::vector<std::int64_t>& steps) {
  std::vector<std::int64_t> before(values.size()), after;
  std::iota(before.begin(), before.end(), std::int64_t{0});
  for (const std::int64_t step : steps)
    after.push_back(static_cast<std::int64_t>(values.size()) + step - 1);
  const data::Features past =
      places_of(std::vector<std::int32_t>(values.size(), 0), before, season);
  const data::Features next = places_of(std::vector<std::int32_t>(steps.size(), 0), after, season);
  data::Target target;
  target.values = values;
  return forecast(name, options, past, target, next);
}

std::vector<double> wave(std::size_t count, double slope) {
  const std::vector<double> season = {3, -1, 4, -6};
  std::vector<double> out;
  for (std::size_t t = 0; t < count; ++t)
    out.push_back(20 + slope * static_cast<double>(t) + season[t % season.size()]);
  return out;
}

}  // namespace

TEST_CASE("a line with seasons is gone on with") {
  const std::vector<double> all = wave(52, 0.5);
  const std::vector<double> values(all.begin(), all.begin() + 40);
  for (const char* name : {"exponential_smoothing", "autoregression", "sarima"}) {
    INFO(name);
    const auto ahead = gone_on(name, "{}", values, 4, {12, 1, 2, 3, 7});
    CHECK(ahead[0] == Approx(all[51]).epsilon(0.02));
    CHECK(ahead[1] == Approx(all[40]).epsilon(0.02));
    CHECK(ahead[2] == Approx(all[41]).epsilon(0.02));
    CHECK(ahead[3] == Approx(all[42]).epsilon(0.02));
    CHECK(ahead[4] == Approx(all[46]).epsilon(0.02));
  }
}

TEST_CASE("every length of series has finite forecasts, near ones and far ones") {
  const std::vector<double> all = {8, 3, 9, 9, 1, 7, 4, 4, 6, 2,  9, 5, 8, 1, 3,
                                   7, 5, 2, 6, 9, 4, 8, 0, 5, -2, 6, 3, 9, 4, 4};
  const std::vector<std::pair<const char*, const char*>> models = {
      {"exponential_smoothing", "{}"},
      {"exponential_smoothing", "{trend: damped, seasonal: additive}"},
      {"autoregression", "{}"},
      {"autoregression", "{lags: 7, trend: true, difference: first}"},
      {"sarima", "{}"},
      {"sarima", "{order: [5, 2, 3]}"}};
  for (const auto& [name, options] : models)
    for (const std::size_t season : {1, 2, 5, 12, 400})
      for (std::size_t length = 1; length <= all.size(); ++length) {
        INFO(name << " " << options << " of " << length << " values, season " << season);
        const std::vector<double> values(all.begin(),
                                         all.begin() + static_cast<std::ptrdiff_t>(length));
        const auto ahead = gone_on(name, options, values, season, {1, 5, 1'000'000'000'000});
        CHECK(std::abs(ahead[0]) < 100);
        CHECK(std::abs(ahead[1]) < 200);
        CHECK(std::isfinite(ahead[2]));
      }
  for (std::size_t length = 1; length <= all.size(); ++length) {
    const std::vector<double> values(all.begin(),
                                     all.begin() + static_cast<std::ptrdiff_t>(length));
    CHECK(std::abs(gone_on("sarima", "{order: [1, 1, 1], seasonal_order: [2, 1, 2], season: 4}",
                           values, 1, {3})[0]) < 200);
  }
}

TEST_CASE("values that double from step to step do not do so for ever") {
  std::vector<double> values = {1, 2.1, 3.9, 8.2, 15.8, 32.1, 64, 127.9, 256.2};
  const auto ahead = gone_on("autoregression", "{lags: 1, difference: none}", values, 1, {1, 100});
  CHECK(ahead[0] > 256);
  CHECK(ahead[1] < 256 * 100);
}

TEST_CASE("the parts of a smoothing are those asked for") {
  const std::vector<double> values = wave(40, 0.5);
  const auto ahead = [&](const char* options) {
    return gone_on("exponential_smoothing", options, values, 4, {1, 2, 5});
  };
  const auto flat = ahead("{trend: none, seasonal: none}");
  CHECK(flat[0] == flat[1]);
  const auto line = ahead("{trend: additive, seasonal: none}");
  CHECK(line[2] - line[0] == Approx(4 * (line[1] - line[0])));
  CHECK(line[1] != line[0]);
  const auto season = ahead("{trend: none, season: 4, seasonal: additive}");
  CHECK(season[2] == season[0]);
  CHECK(season[1] != season[0]);
  CHECK(ahead("{season: 1, trend: none}")[0] == flat[0]);
}

TEST_CASE("what does not suit a fitted forecast is told") {
  CHECK_THROWS_WITH(
      gone_on("exponential_smoothing", "{seasonal: multiplicative}", {1, 2, 3, -1, 5, 6}, 2, {1}),
      Contains("model 'exponential_smoothing' has multiplicative seasons, which need values of the "
               "target above 0"));
  const auto refused = [](const char* options, std::size_t season) {
    const auto chosen = chosen_kind("sarima", options);
    models::Problem problem;
    problem.is_over_time = true;
    problem.season = season;
    return kind_named("sarima").unsuited(chosen.options.get(), problem);
  };
  CHECK_THROWS_WITH(refused("{seasonal_order: [1, 0, 0]}", 1),
                    Contains("needs a season of at least two rows"));
  CHECK_THROWS_WITH(refused("{seasonal_order: [1, 0, 0]}", 365),
                    Contains("make a state of 365 numbers, and at most 200 can be filtered"));
  CHECK(refused("{}", 365) == "");
  for (const char* name : {"exponential_smoothing", "autoregression", "sarima"}) {
    const auto& kind = kind_named(name);
    models::Problem problem;
    CHECK_THAT(kind.unsuited(kind.choice.make().get(), problem), Contains("define.time"));
    problem.is_over_time = true;
    problem.weighs_whole_classes = false;
    CHECK(kind.unsuited(kind.choice.make().get(), problem) == "cannot give rows different weights");
  }
}

TEST_CASE("a fit to very many series is out of proportion") {
  models::Problem problem;
  problem.is_over_time = true;
  problem.season = 12;
  problem.rows = 6'000'000;
  problem.series = 100'000;
  for (const char* name : {"exponential_smoothing", "sarima"}) {
    const auto& kind = kind_named(name);
    CHECK_THAT(
        kind.unsuited(kind.choice.make().get(), problem),
        Contains("out of proportion: 100,000 series of 6,000,000 rows in all would take about"));
  }
  problem.series = 1;
  problem.season = 10'000;
  const auto& kind = kind_named("autoregression");
  CHECK_THAT(kind.unsuited(kind.choice.make().get(), problem), Contains("out of proportion"));
}

TEST_CASE("a fit of a forecast stops when it is asked to") {
  StopFlag stop;
  stop.request(1);
  const std::vector<double> values = wave(40, 0.5);
  for (const char* name : {"exponential_smoothing", "sarima", "persistence"}) {
    const auto& kind = kind_named(name);
    std::vector<std::int64_t> steps(values.size());
    std::iota(steps.begin(), steps.end(), std::int64_t{0});
    const data::Features past = places_of(std::vector<std::int32_t>(values.size(), 0), steps, 4);
    data::Target target;
    target.values = values;
    const auto model = kind.make(kind.choice.make().get(), problem_of(target, past));
    FitContext context;
    context.stop = &stop;
    CHECK_THROWS_AS(model->fit(past, target, context), Stopped);
  }
}

TEST_CASE("rows learnt from need not stand in the order of time") {
  Shops shops(1);
  std::swap(shops.past.places.steps[0], shops.past.places.steps[7]);
  CHECK(shops.predicted("persistence")[0] == 1);
  CHECK(shops.predicted("drift")[0] == 1 - 15.0 / 4);
}

TEST_CASE("rows of no series have no forecast, and a season needs a name") {
  const Shops shops(1);
  const auto chosen = chosen_kind("persistence", "{}");
  const auto& kind = kind_named("persistence");
  models::Problem problem = problem_of(shops.values, shops.past);
  CHECK(kind_named("seasonal_persistence").unsuited(chosen.options.get(), problem) ==
        "needs define.season, the rows from one season to the next");
  const auto model = kind.make(chosen.options.get(), problem);
  model->fit(shops.past, shops.values, {});
  data::Features rows = shops.next;
  rows.places = {};
  CHECK_THROWS_WITH(model->predict(rows), Contains("nothing tells how long after"));
  problem.is_over_time = false;
  CHECK_THAT(kind.unsuited(chosen.options.get(), problem), Contains("define.time"));
}
