#include "core/train/trainer.hpp"

#include <catch2/catch.hpp>
#include <csignal>

#include "network_fixture.hpp"

using namespace dlflow;
using namespace dlflow::train;
using test::Checkers;

namespace {

NetworkOptions small_network(std::int64_t epochs) {
  NetworkOptions options;
  options.layers = {test::dense(16), test::dense(8, test::kTanh)};
  options.train.epochs = epochs;
  options.train.batch_size = 10;
  options.train.optimizer = test::adam(0.01);
  return options;
}

double accuracy(const TrainedNetwork& network, const Checkers& data) {
  const Matrix<double> p = network.predict(data.input);
  double hits = 0;
  for (std::size_t n = 0; n < p.rows; ++n) hits += (p(n, 1) > 0.5) == (data.labels[n] == 1) ? 1 : 0;
  return hits / static_cast<double>(p.rows);
}

FitRequest request(std::uint64_t seed) {
  FitRequest r;
  r.key = RandomKey(seed);
  return r;
}

}  // namespace

TEST_CASE("a network learns what no line can part") {
  const Checkers train(400), fresh(300, 2);
  TrainedNetwork network(small_network(60), {2, {}}, Output::binary, 2);
  const FitOutcome outcome = network.fit(train.input, train.truth, request(3));
  CHECK(outcome.history.size() == 60);
  CHECK(outcome.best_epoch == 60);
  CHECK(outcome.history.back().loss < 0.3 * outcome.history.front().loss);
  CHECK(outcome.history.back().samples == 400);
  CHECK(accuracy(network, fresh) > 0.94);
}

TEST_CASE("the same fit gives the same bits and another seed gives others") {
  const Checkers data(105);
  const auto weights = [&](std::uint64_t seed) {
    NetworkOptions options = small_network(5);
    options.layers.push_back(test::chosen(nn::layer_choices(), "dropout"));
    TrainedNetwork network(options, {2, {}}, Output::binary, 2);
    network.fit(data.input, data.truth, request(seed));
    return network.save();
  };
  CHECK(weights(1) == weights(1));
  CHECK(!(weights(1) == weights(2)));
}

TEST_CASE("fits side by side on threads give the bits of fits one by one") {
  const Checkers data(200);
  NetworkOptions options = small_network(3);
  options.layers = {test::dense(300), test::dense(40)};
  std::vector<Archive> alone(4), together(4);
  const auto fit = [&](std::vector<Archive>& out) {
    return [&](std::size_t i, int) {
      TrainedNetwork network(options, {2, {}}, Output::binary, 2);
      network.fit(data.input, data.truth, request(i));
      out[i] = network.save();
    };
  };
  run_tasks(4, 1, fit(alone));
  run_tasks(4, 3, fit(together));
  CHECK(alone == together);
}

TEST_CASE("a saved network loads to the same predictions") {
  const Checkers data(100);
  TrainedNetwork network(small_network(3), {2, {}}, Output::binary, 2);
  network.fit(data.input, data.truth, request(1));
  const Archive archive = network.save();
  CHECK(archive.array("layers.0.kernel").shape == std::vector<std::int64_t>{2, 16});
  CHECK(archive.array("output.bias").shape == std::vector<std::int64_t>{1});
  TrainedNetwork copy(small_network(3), {2, {}}, Output::binary, 2);
  copy.load(archive);
  CHECK(copy.predict(data.input).values == network.predict(data.input).values);

  Archive wrong = archive;
  wrong.put("layers.0.bias", std::vector<float>{1, 2});
  CHECK_THROWS_AS(copy.load(wrong), CorruptFile);
  CHECK_THROWS_WITH(copy.load(wrong),
                    Catch::Contains("layers.0.bias: expected shape (16), got (2)"));
}

TEST_CASE("early stopping ends the fit and restores the weights of the best epoch") {
  const Checkers data(120, 1, 0.25);
  NetworkOptions options = small_network(400);
  options.train.early_stopping = EarlyStopping{0.25, 8, 0};
  TrainedNetwork stopped(options, {2, {}}, Output::binary, 2);
  std::vector<Archive> weights;
  FitRequest r = request(5);
  r.on_epoch = [&](const EpochResult&) { weights.push_back(stopped.save()); };
  const FitOutcome outcome = stopped.fit(data.input, data.truth, r);
  REQUIRE(outcome.history.size() < 400);
  const std::size_t best = static_cast<std::size_t>(outcome.best_epoch) - 1;
  CHECK(outcome.history.size() == best + 1 + 8);
  for (const EpochResult& epoch : outcome.history)
    CHECK(*epoch.validation_loss >= *outcome.history[best].validation_loss);
  CHECK(outcome.history[0].samples == 90);
  CHECK(stopped.save() == weights[best]);
  CHECK(!(stopped.save() == weights.back()));
}

TEST_CASE("a refit trains on all rows for exactly the epochs asked for") {
  const Checkers data(120);
  NetworkOptions options = small_network(400);
  options.train.early_stopping = EarlyStopping{};
  TrainedNetwork network(options, {2, {}}, Output::binary, 2);
  FitRequest r = request(1);
  r.epochs = 7;
  const FitOutcome outcome = network.fit(data.input, data.truth, r);
  CHECK(outcome.history.size() == 7);
  CHECK(outcome.best_epoch == 7);
  CHECK(outcome.history[0].samples == 120);
  CHECK(!outcome.history[0].validation_loss);
}

TEST_CASE("a loss that is no number is the user's to mend") {
  Checkers data(50);
  data.x(49, 0) = std::nanf("");
  NetworkOptions options = small_network(3);
  options.train.shuffle = false;
  TrainedNetwork network(options, {2, {}}, Output::binary, 2);
  FitRequest r = request(1);
  try {
    network.fit(data.input, data.truth, r);
    FAIL("trained on NaN");
  } catch (const UserError& error) {
    CHECK(error.problems()[0].message.find(
              "the loss became NaN in epoch 1, batch 5; the last finite loss was 0.") == 0);
    CHECK(error.problems()[0].hint == "lower the learning rate or standardize the inputs");
  }
}

TEST_CASE("a batch larger than the training rows is refused with a way out") {
  const Checkers data(120);
  NetworkOptions options = small_network(3);
  options.train.batch_size = 512;
  TrainedNetwork network(options, {2, {}}, Output::binary, 2);
  try {
    network.fit(data.input, data.truth, request(1));
    FAIL("trained");
  } catch (const UserError& error) {
    CHECK(error.code() == ExitCode::configuration);
    CHECK(error.problems()[0].message == "batch_size 512 is larger than the 120 training rows");
    CHECK(error.problems()[0].hint == "set batch_size to 120 or less");
  }
}

TEST_CASE("a set stop flag ends the fit") {
  const Checkers data(50);
  StopFlag flag;
  FitRequest r = request(1);
  r.stop = &flag;
  r.on_epoch = [&](const EpochResult& epoch) {
    if (epoch.epoch == 2) flag.request(SIGINT);
  };
  TrainedNetwork network(small_network(50), {2, {}}, Output::binary, 2);
  try {
    network.fit(data.input, data.truth, r);
    FAIL("not stopped");
  } catch (const Stopped& stopped) {
    CHECK(stopped.code() == ExitCode::interrupted);
  }
}

TEST_CASE("embeddings learn a target that follows from codes alone") {
  const std::size_t rows = 300;
  std::vector<std::int32_t> codes(rows), other(rows);
  std::vector<float> values(rows);
  for (std::size_t n = 0; n < rows; ++n) {
    codes[n] = static_cast<std::int32_t>(n * 7 % 6);
    other[n] = static_cast<std::int32_t>(n % 2);
    values[n] = codes[n] == 3 ? 1.0F : (other[n] == 1 ? -1.0F : 0.0F);
  }
  Input input;
  input.codes = {codes, other};
  input.rows = rows;
  Truth truth;
  truth.values = values;
  TrainedNetwork network(small_network(80), {0, {6, 2}}, Output::regression, 0);
  const FitOutcome outcome = network.fit(input, truth, request(2));
  CHECK(outcome.history.back().loss < 0.01);
  CHECK(network.predict(input)(0, 0) == Approx(values[0]).margin(0.2));
  CHECK(network.save().has("embeddings.1"));
}

TEST_CASE("three classes are told apart and probabilities add up") {
  const std::size_t rows = 150;
  Matrix<float> x(rows, 2);
  std::vector<std::int32_t> labels(rows);
  RandomStream stream{RandomKey(8)};
  for (std::size_t n = 0; n < rows; ++n) {
    labels[n] = static_cast<std::int32_t>(n % 3);
    x(n, 0) = static_cast<float>(stream.normal() * 0.3 + (labels[n] == 1 ? 2 : 0));
    x(n, 1) = static_cast<float>(stream.normal() * 0.3 + (labels[n] == 2 ? 2 : 0));
  }
  Input input{&x, {}, rows};
  Truth truth;
  truth.labels = labels;
  TrainedNetwork network(small_network(30), {2, {}}, Output::multiclass, 3);
  network.fit(input, truth, request(2));
  const Matrix<double> p = network.predict(input);
  std::size_t hits = 0;
  for (std::size_t n = 0; n < rows; ++n) {
    REQUIRE(p(n, 0) + p(n, 1) + p(n, 2) == Approx(1));
    hits += p(n, static_cast<std::size_t>(labels[n])) > 0.5 ? 1 : 0;
  }
  CHECK(hits >= 147);
}

TEST_CASE("rows of weight zero teach nothing") {
  Checkers data(200);
  const auto fit = [&] {
    TrainedNetwork network(small_network(3), {2, {}}, Output::binary, 2);
    network.fit(data.input, data.truth, request(1));
    return network.save();
  };
  std::vector<float> weights(200, 1.0F);
  for (std::size_t n = 100; n < 200; ++n) weights[n] = 0;
  data.truth.weights = weights;
  const Archive before = fit();
  for (std::size_t n = 100; n < 200; ++n) data.labels[n] = 1 - data.labels[n];
  CHECK(fit() == before);
  for (std::size_t n = 0; n < 100; ++n) data.labels[n] = 1 - data.labels[n];
  CHECK(!(fit() == before));
}

TEST_CASE("the summary lists shapes, parameters, operations and bytes") {
  const TrainedNetwork network(small_network(1), {2, {3}}, Output::binary, 2);
  CHECK(network.parameters() == 9 + (5 * 16 + 16) + (16 * 8 + 8) + 9);
  CHECK(network.summary() ==
        "layer                    output shape       parameters     operations          bytes\n"
        "embeddings.0             (N, 3)                      9              0             36\n"
        "layers.0 dense           (N, 16)                    96            160            384\n"
        "layers.1 dense           (N, 8)                    136            256            544\n"
        "output dense             (N, 1)                      9             16             36\n"
        "total                                              250            432          1,000\n");
}
