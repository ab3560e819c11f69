#include <catch2/catch.hpp>

#include "../sample_options.hpp"
#include "core/optim/schedule.hpp"
#include "network_fixture.hpp"

using namespace dlflow;
using namespace dlflow::train;
using test::Checkers;

namespace {

NetworkOptions small_network() {
  NetworkOptions options;
  options.layers = {test::dense(8, test::kTanh)};
  options.train.epochs = 6;
  options.train.batch_size = 10;
  return options;
}

void set_optimizer(NetworkOptions& options, const std::string& name, const std::string& settings) {
  options.train.optimizer = test::with_options(optim::optimizer_choices(), name, settings);
}

/// The weights at the end of each epoch as they are shown, and those kept.
struct Path {
  std::vector<std::vector<float>> shown;
  std::vector<float> kept;
};
Path path_of(const NetworkOptions& options) {
  const Checkers data(60);
  TrainedNetwork network(options, {2, {}}, Output::binary, 2);
  Path path;
  FitRequest request;
  request.key = RandomKey(1);
  request.on_epoch = [&](const EpochResult&) {
    path.shown.push_back(network.save().floats("layers.0.kernel"));
  };
  network.fit(data.input, data.truth, request);
  path.kept = network.save().floats("layers.0.kernel");
  return path;
}

std::vector<Problem> problems_of(const schema::Node& node) {
  std::vector<Problem> problems;
  TrainOptions options;
  schema::Object table = schema::table(options);
  schema::load(node, table, problems, "train");
  return problems;
}

schema::Node kind_node(const std::string& name, const std::string& option,
                       const std::string& value) {
  schema::Node node = schema::Node::map();
  node.at(name) = schema::Node::map();
  node.at(name).at(option) = schema::Node::scalar(value);
  return node;
}

}  // namespace

TEST_CASE("swa keeps the mean of the weights at the ends of the last epochs") {
  NetworkOptions options = small_network();
  const Path plain = path_of(options);
  options.train.swa = WeightAveraging{0.5};
  const Path averaged = path_of(options);
  CHECK(averaged.shown[2] == plain.shown[2]);
  CHECK(averaged.shown[3] == plain.shown[3]);
  for (std::size_t i = 0; i < averaged.kept.size(); ++i) {
    const double mean = (double{plain.shown[3][i]} + plain.shown[4][i] + plain.shown[5][i]) / 3;
    CHECK(averaged.kept[i] == Approx(mean).margin(1e-6));
  }
}

TEST_CASE("the running average is what is evaluated and kept") {
  NetworkOptions options = small_network();
  set_optimizer(options, "adam", "");
  const Path plain = path_of(options);
  set_optimizer(options, "adam", "use_ema=true ema_momentum=0");
  CHECK(path_of(options).kept == plain.kept);
  set_optimizer(options, "adam", "use_ema=true ema_momentum=0.9");
  const Path averaged = path_of(options);
  CHECK(averaged.kept != plain.kept);
  CHECK(averaged.kept == averaged.shown.back());
  options.train.early_stopping = EarlyStopping{0.25, 100, 0};
  const Path stopped = path_of(options);
  CHECK(std::ranges::count(stopped.shown, stopped.kept) == 1);
}

TEST_CASE("penalties and constraints hold the kernels of a dense layer") {
  const auto with = [](const std::string& settings) {
    NetworkOptions options = small_network();
    options.layers = {
        test::with_options(nn::layer_choices(), "dense", "units=8 activation=tanh " + settings)};
    set_optimizer(options, "adam", "learning_rate=0.05");
    return path_of(options).kept;
  };
  const auto size = [](const std::vector<float>& w) {
    double sum = 0;
    for (const float v : w) sum += double{v} * v;
    return sum;
  };
  const double free = size(with(""));
  CHECK(size(with("kernel_regularizer.l2=0.1")) < 0.5 * free);
  CHECK(size(with("kernel_regularizer.l1=0.1")) < 0.5 * free);
  const std::vector<float> limited = with("kernel_constraint.max_norm=0.5");
  for (std::size_t unit = 0; unit < 8; ++unit)
    CHECK(std::hypot(limited[unit], limited[8 + unit]) <= 0.5 * (1 + 1e-6));
}

TEST_CASE("the schedule sets the rate of each step") {
  NetworkOptions options = small_network();
  set_optimizer(options, "sgd", "learning_rate=0.5");
  options.train.schedule =
      test::with_options(optim::schedule_choices(), "step", "step_size=2 gamma=0.1");
  const Checkers data(60);
  TrainedNetwork network(options, {2, {}}, Output::binary, 2);
  const FitOutcome outcome = network.fit(data.input, data.truth, {});
  for (std::size_t i = 0; i < 6; ++i)
    CHECK(outcome.history[i].learning_rate == Approx(0.5 * std::pow(0.1, i / 2)));
}

TEST_CASE("the chosen loss trains, and its scores become predictions") {
  const Checkers data(300);
  for (const char* loss : {"focal", "hinge", "squared_hinge"}) {
    CAPTURE(loss);
    NetworkOptions options = small_network();
    options.train.epochs = 80;
    set_optimizer(options, "adam", "learning_rate=0.03");
    options.train.loss = test::with_options(nn::loss_choices(), loss);
    TrainedNetwork network(options, {2, {}}, Output::binary, 2);
    network.fit(data.input, data.truth, {});
    const Matrix<double> p = network.predict(data.input);
    int hits = 0;
    for (std::size_t n = 0; n < 300; ++n) hits += (p(n, 1) > 0.5) == (data.labels[n] == 1) ? 1 : 0;
    CHECK(hits > 280);
  }
}

TEST_CASE("a schedule that needs a validation part says so when there is none") {
  schema::Node node = schema::Node::map();
  node.at("schedule") = kind_node("reduce_on_plateau", "monitor", "val_loss");
  const auto problems = problems_of(node);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].path == "train.schedule");
  CHECK(problems[0].message ==
        "'reduce_on_plateau' watches val_loss, but no validation part is held out");
  node.at("early_stopping") = schema::Node::scalar("5");
  CHECK(problems_of(node).empty());
}

TEST_CASE("two averages of the weights are one too many") {
  schema::Node node = schema::Node::map();
  node.at("optimizer") = kind_node("adam", "use_ema", "true");
  CHECK(problems_of(node).empty());
  node.at("swa") = schema::Node::scalar("0.5");
  CHECK(problems_of(node).size() == 1);
}

TEST_CASE("the rate finder suggests a rate that trains and leaves a curve") {
  const Checkers data(400);
  NetworkOptions options = small_network();
  set_optimizer(options, "adam", "");
  TrainedNetwork network(options, {2, {}}, Output::binary, 2);
  FitRequest request;
  request.key = RandomKey(2);
  const std::vector<RatePoint> curve = network.find_rate(data.input, data.truth, request);
  REQUIRE(curve.size() > 20);
  CHECK(curve.size() <= 120);
  for (std::size_t i = 1; i < curve.size(); ++i) CHECK(curve[i].rate > curve[i - 1].rate);
  const double rate = suggested_rate(curve);
  CHECK(rate > 1e-4);
  CHECK(rate < 1);
  CHECK(suggested_rate(std::vector<RatePoint>(30, {0.1, 1})) == 0);
}

TEST_CASE("a network of bfloat16 products learns what one of floats learns") {
  CHECK_THROWS_WITH(
      require_precision(kernels::Precision::bfloat16, false),
      Catch::Contains("expected a processor with bfloat16 arithmetic (AVX-512 BF16)"));
  require_precision(kernels::Precision::float32, false);
  require_precision(kernels::Precision::bfloat16, true);
  if (!kernels::has_bfloat16()) return;
  const Checkers data(300);
  NetworkOptions options;
  options.layers = {test::dense(200), test::dense(200)};
  options.train.epochs = 30;
  set_optimizer(options, "adam", "learning_rate=0.003");
  Archive floats;
  for (const auto precision : {kernels::Precision::float32, kernels::Precision::bfloat16}) {
    options.train.precision = precision;
    TrainedNetwork network(options, {2, {}}, Output::binary, 2);
    network.fit(data.input, data.truth, {});
    const Matrix<double> p = network.predict(data.input);
    int hits = 0;
    for (std::size_t n = 0; n < 300; ++n) hits += (p(n, 1) > 0.5) == (data.labels[n] == 1) ? 1 : 0;
    CHECK(hits > 285);
    if (precision == kernels::Precision::float32)
      floats = network.save();
    else
      CHECK(!(network.save() == floats));
  }
}
