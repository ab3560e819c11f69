#include <catch2/catch.hpp>
#include <csignal>
#include <sstream>

#include "pipeline/config/yaml.hpp"
#include "pipeline/models/checks.hpp"
#include "tests/pipeline/models/samples.hpp"

using namespace dlflow;
using namespace dlflow::models;

namespace {

/// A network with these options of its training.
std::unique_ptr<Model> network(const Cut& part, const std::string& train) {
  const ModelKind& kind = kind_named("network");
  std::vector<dlflow::Problem> problems;
  const schema::Node node = config::parse_yaml(
      "{layers: [{dense: {units: 8, activation: tanh}}], train: " + train + "}", "own.yaml");
  const schema::Chosen chosen = schema::load_options(kind.choice, node, problems, "");
  INFO(render(problems));
  REQUIRE(problems.empty());
  return kind.make(chosen.options.get(), problem_of(part.train, part.train_target));
}

Cut diabetes() { return cut(read_sample("diabetes-progression"), 2, false); }

/// The same rows with a target of small counts.
Cut counts() {
  Cut part = diabetes();
  for (data::Target* target : {&part.train_target, &part.held_out_target})
    for (double& value : target->values) value = std::floor(value / 40);
  return part;
}

double mean(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("a network of counts predicts none below zero, and their mean") {
  const Cut part = counts();
  const auto model = network(part, "{epochs: 40, loss: poisson}");
  model->fit(part.train, part.train_target, context_for("own"));
  const data::Predictions p = model->predict(part.held_out);
  CHECK(*std::min_element(p.values.begin(), p.values.end()) > 0);
  CHECK(mean(p.values) == Approx(mean(part.held_out_target.values)).epsilon(0.15));
  Cut negative = part;
  negative.train_target.values[3] = -1;
  CHECK_THROWS_WITH(
      model->fit(negative.train, negative.train_target, context_for("own")),
      Catch::Contains("own: the loss reads counts, at least 0, but the target holds -1"));
}

TEST_CASE("the quantile of a network lies above the share of rows it names") {
  const Cut part = diabetes();
  for (const double quantile : {0.2, 0.8}) {
    std::ostringstream train;
    train << "{epochs: 150, optimizer: {adam: 0.01}, loss: {pinball: " << quantile << "}}";
    const auto model = network(part, train.str());
    model->fit(part.train, part.train_target, context_for("own"));
    const data::Predictions p = model->predict(part.train);
    double below = 0;
    for (std::size_t n = 0; n < p.rows; ++n)
      below += part.train_target.values[n] < p.values[n] ? 1 : 0;
    CHECK(below / static_cast<double>(p.rows) == Approx(quantile).margin(0.06));
  }
}

TEST_CASE("metrics after each epoch are those of the validation part, in the target's unit") {
  const Cut part = diabetes();
  const auto model = network(part, "{epochs: 5, early_stopping: 5}");
  FitContext context = context_for("own");
  context.metrics = {metrics::find_metric("mse"), metrics::find_metric("r2")};
  std::vector<EpochRecord> epochs;
  context.on_epoch = [&](const EpochRecord& epoch) { epochs.push_back(epoch); };
  model->fit(part.train, part.train_target, context);
  REQUIRE(epochs.size() == 5);
  const std::vector<double>& values = part.train_target.values;
  double variance = 0;
  for (const double v : values) variance += (v - mean(values)) * (v - mean(values));
  variance /= static_cast<double>(values.size());
  for (const EpochRecord& epoch : epochs) {
    REQUIRE(epoch.metrics.size() == 2);
    // The loss is the same error in units of the target's variance.
    CHECK(epoch.metrics[0] == Approx(*epoch.validation_loss * variance).epsilon(1e-4));
    CHECK(epoch.metrics[1] < 1);
    CHECK(epoch.epochs == 5);
    CHECK(epoch.samples > 0);
  }
}

TEST_CASE("a network goes on from the state that it kept") {
  const Cut part = diabetes();
  const std::string train = "{epochs: 4, schedule: cosine, early_stopping: 10}";
  const auto whole = network(part, train);
  whole->fit(part.train, part.train_target, context_for("own"));

  Archive kept;
  StopFlag stop;
  int left = 17;
  Checkpoints checkpoints;
  checkpoints.seconds = 0;
  checkpoints.keep = [&](const Archive& state) {
    kept = state;
    if (--left == 0) stop.request(SIGTERM);
  };
  FitContext context = context_for("own");
  context.stop = &stop;
  context.checkpoints = &checkpoints;
  CHECK_THROWS_AS(network(part, train)->fit(part.train, part.train_target, context), Stopped);

  Checkpoints resuming;
  resuming.resume = &kept;
  resuming.file = "own.checkpoint";
  resuming.keep = [](const Archive&) {};
  context = context_for("own");
  context.checkpoints = &resuming;
  const auto rest = network(part, train);
  rest->fit(part.train, part.train_target, context);
  CHECK(rest->save() == whole->save());
  CHECK(rest->history().size() == whole->history().size());
  resuming.is_stale = true;
  const auto anew = network(part, train);
  anew->fit(part.train, part.train_target, context);
  CHECK(anew->save() == whole->save());
}

TEST_CASE("a network finds a rate and other models have none") {
  const Cut part = diabetes();
  const auto curve =
      network(part, "{epochs: 5}")->find_rate(part.train, part.train_target, context_for("own"));
  REQUIRE(curve);
  CHECK(curve->points.size() > 20);
  CHECK(curve->suggested > 1e-5);
  const ModelKind& ridge = kind_named("ridge");
  const auto model =
      ridge.make(ridge.choice.make().get(), problem_of(part.train, part.train_target));
  CHECK(!model->find_rate(part.train, part.train_target, context_for("own")));
}

TEST_CASE("a balanced network is one of rows weighed by N / (classes * rows of the class)") {
  Cut part = cut(read_sample("iris"), 0, true);
  // Fewer rows of the first two classes.
  for (std::size_t n = 0; n < part.train_target.labels.size(); ++n)
    if (n % 3 != 0) part.train_target.labels[n] = 2;
  std::vector<double> rows(3, 0.0);
  for (const std::int32_t label : part.train_target.labels) ++rows[static_cast<std::size_t>(label)];
  const auto balanced = network(part, "{epochs: 3, class_weight: balanced}");
  balanced->fit(part.train, part.train_target, context_for("own"));
  Cut weighed = part;
  for (const std::int32_t label : part.train_target.labels)
    weighed.train_target.weights.push_back(static_cast<double>(part.train_target.labels.size()) /
                                           (3 * rows[static_cast<std::size_t>(label)]));
  const auto by_hand = network(part, "{epochs: 3}");
  by_hand->fit(weighed.train, weighed.train_target, context_for("own"));
  CHECK(balanced->save() == by_hand->save());
  const auto plain = network(part, "{epochs: 3}");
  plain->fit(part.train, part.train_target, context_for("own"));
  CHECK(!(plain->save() == balanced->save()));
  const Cut numbers = diabetes();
  CHECK_THROWS_WITH(network(numbers, "{class_weight: balanced}")
                        ->fit(numbers.train, numbers.train_target, context_for("own")),
                    Catch::Contains("expected classes to balance, but the target is a number"));
}
