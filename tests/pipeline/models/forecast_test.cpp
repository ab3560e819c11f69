#include "pipeline/models/forecast.hpp"

#include <catch2/catch.hpp>

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

/// Two series in turn: 1 2 4 8 ... of five and 10 20 30 of three values.
data::Features places_of(std::vector<std::int32_t> series, std::vector<std::int64_t> steps,
                         std::size_t season) {
  data::Features x;
  x.rows = series.size();
  x.dense = Matrix<float>(x.rows, 1);
  x.places = {std::move(series), std::move(steps), season};
  return x;
}

struct Shops {
  data::Features past, next;
  data::Target values;

  explicit Shops(std::size_t season)
      : past(places_of({0, 7, 0, 7, 0, 7, 0, 0}, {0, 0, 1, 1, 2, 2, 3, 4}, season)),
        next(places_of({0, 0, 0, 0, 7, 7, 9}, {5, 6, 7, 8, 3, 5, 0}, season)) {
    values.values = {1, 10, 2, 20, 4, 30, 8, 16};
  }

  std::vector<double> predicted(const std::string& name, const std::string& options = "{}") const {
    const auto& kind = kind_named(name);
    const auto chosen = chosen_kind(name, options);
    const models::Problem problem = problem_of(values, past);
    REQUIRE(kind.unsuited(chosen.options.get(), problem) == "");
    const auto model = kind.make(chosen.options.get(), problem);
    FitContext context;
    model->fit(past, values, context);
    const auto again = kind.make(chosen.options.get(), problem);
    again->load(model->save());
    CHECK(again->parameters() == model->parameters());
    const data::Predictions predictions = again->predict(next);
    const std::vector<double> out(predictions.values.begin(), predictions.values.end());
    CHECK(predictions.values == model->predict(next).values);
    return out;
  }
};

}  // namespace

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
  CHECK_THROWS_WITH(model->predict(rows), Contains("is judged by evaluate alone"));
  problem.is_over_time = false;
  CHECK_THAT(kind.unsuited(chosen.options.get(), problem), Contains("define.time"));
}
