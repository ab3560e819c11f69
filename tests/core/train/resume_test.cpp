#include <catch2/catch.hpp>
#include <csignal>

#include "../sample_options.hpp"
#include "core/optim/schedule.hpp"
#include "network_fixture.hpp"

using namespace dlflow;
using namespace dlflow::train;
using test::Checkers;

namespace {

/// A fit with everything that can be remembered.
NetworkOptions options_of(const std::string& optimizer, const std::string& settings) {
  NetworkOptions options;
  options.layers = {test::dense(7), test::chosen(nn::layer_choices(), "dropout"),
                    test::dense(4, test::kTanh)};
  options.train.epochs = 6;
  options.train.batch_size = 11;
  options.train.optimizer = test::with_options(optim::optimizer_choices(), optimizer, settings);
  return options;
}

/// What a fit ends with: weights and the curve, without its seconds.
struct Ending {
  Archive weights;
  std::vector<double> curve;
  int best_epoch = 0;
  bool operator==(const Ending&) const = default;
};

Ending ending_of(const TrainedNetwork& network, const FitOutcome& outcome) {
  Ending end{network.save(), {}, outcome.best_epoch};
  for (const EpochResult& e : outcome.history) {
    end.curve.insert(end.curve.end(), {e.loss, e.validation_loss.value_or(-1), e.learning_rate});
    end.curve.insert(end.curve.end(), e.judged.begin(), e.judged.end());
  }
  return end;
}

FitRequest request_of() {
  FitRequest request;
  request.key = RandomKey(3);
  request.judge = [](std::span<const std::uint32_t>, const Matrix<double>& predictions) {
    return std::vector<double>{predictions.values[0]};
  };
  return request;
}

Ending whole(const NetworkOptions& options, const Checkers& data) {
  TrainedNetwork network(options, {2, {}}, Output::binary, 2);
  return ending_of(network, network.fit(data.input, data.truth, request_of()));
}

/// The same fit, stopped after `batches` batches and every `batches` from there on; counts stops.
Ending in_pieces(const NetworkOptions& options, const Checkers& data,
                 const std::function<int()>& batches, int& stops) {
  std::unique_ptr<StoredState> state;
  for (;;) {
    TrainedNetwork network(options, {2, {}}, Output::binary, 2);
    StopFlag stop;
    int left = batches();
    Archive kept;
    FitRequest request = request_of();
    request.stop = &stop;
    request.checkpoint_seconds = 0;
    request.resume = state ? &state->state() : nullptr;
    request.on_checkpoint = [&](const TrainState& at) {
      kept = to_archive(at);
      if (--left == 0) stop.request(SIGTERM);
    };
    try {
      return ending_of(network, network.fit(data.input, data.truth, request));
    } catch (const Stopped&) {
      ++stops;
      state = std::make_unique<StoredState>(std::move(kept));
    }
  }
}

std::vector<NetworkOptions> variants() {
  std::vector<NetworkOptions> all;
  all.push_back(options_of("adam", "learning_rate=0.02 amsgrad=true"));
  all.push_back(options_of("nadam", "learning_rate=0.02 use_ema=true ema_momentum=0.9"));
  all.back().train.early_stopping = EarlyStopping{0.25, 2, 0};
  all.push_back(options_of("rmsprop", "learning_rate=0.02 momentum=0.5 centered=true"));
  all.back().train.early_stopping = EarlyStopping{0.2, 5, 0};
  all.back().train.schedule = test::with_options(
      optim::schedule_choices(), "warmup",
      "epochs=1 then.reduce_on_plateau.patience=1 then.reduce_on_plateau.min_delta=0.05");
  all.push_back(options_of("sgd", "learning_rate=0.5 momentum=0.9 global_clipnorm=1"));
  all.back().train.schedule = test::with_options(optim::schedule_choices(), "one_cycle");
  all.back().train.swa = WeightAveraging{0.5};
  return all;
}

}  // namespace

TEST_CASE("a fit stopped at any batch goes on to the bits of the whole") {
  const Checkers data(70, 1, 0.1);
  for (const NetworkOptions& options : variants()) {
    CAPTURE(options.train.optimizer.choice->name);
    const Ending wanted = whole(options, data);
    for (int at = 1; at <= 42; ++at) {
      CAPTURE(at);
      int stops = 0;
      bool is_first = true;
      const auto once = [&] { return std::exchange(is_first, false) ? at : 1000; };
      CHECK(in_pieces(options, data, once, stops) == wanted);
      CHECK(stops <= 1);
    }
    int stops = 0;
    CHECK(in_pieces(
              options, data, [] { return 1; }, stops) == wanted);
    CHECK(stops > 10);
  }
}

TEST_CASE("a thousand random stops leave the bits as they are") {
  const Checkers data(70, 1, 0.1);
  RandomStream random{RandomKey(11)};
  int stops = 0;
  while (stops < 1000)
    for (NetworkOptions options : variants()) {
      options.train.epochs = 20;
      const Ending wanted = whole(options, data);
      CHECK(in_pieces(
                options, data, [&] { return 1 + static_cast<int>(random.below(40)); }, stops) ==
            wanted);
    }
  CHECK(stops >= 1000);
}

TEST_CASE("a state comes back from its archive as it was") {
  const std::vector<float> weights{1, 2, 3}, optimizer{4};
  std::vector<EpochResult> history(2);
  history[0] = {1, 0.5, 0.75, 0.1, 2, 10, {0.25}};
  history[1] = {2, 0.25, std::nullopt, 0.1, 2, 10, {0.5}};
  TrainState state;
  state.network = "layers.0.kernel (3)\n";
  state.weights = weights;
  state.optimizer = optimizer;
  state.history = history;
  state.epoch = 3;
  state.batch = 4;
  state.step = 24;
  state.loss_sum = 0.125;
  const StoredState stored(to_archive(state));
  CHECK(to_archive(stored.state()) == to_archive(state));
  CHECK(stored.state().history[0].validation_loss == 0.75);
  CHECK(!stored.state().history[1].validation_loss);
  CHECK(stored.state().history[1].judged == std::vector<double>{0.5});
  Archive broken = to_archive(state);
  broken.put("counters", std::vector<std::int64_t>{1, 2});
  CHECK_THROWS_AS(StoredState(broken), CorruptFile);
  broken = to_archive(state);
  broken.put("counters", std::vector<std::int64_t>{5, 0, 0, 0});
  CHECK_THROWS_AS(StoredState(broken), CorruptFile);
}

TEST_CASE("a state of another network, of other options or of a longer fit is refused") {
  const Checkers data(70);
  const NetworkOptions options = variants()[0];
  Archive kept;
  FitRequest request = request_of();
  request.checkpoint_seconds = 0;
  request.on_checkpoint = [&](const TrainState& at) { kept = to_archive(at); };
  TrainedNetwork network(options, {2, {}}, Output::binary, 2);
  network.fit(data.input, data.truth, request);
  const StoredState state(kept);

  const auto message = [&](const NetworkOptions& other) -> std::string {
    TrainedNetwork another(other, {2, {}}, Output::binary, 2);
    FitRequest resuming;
    resuming.resume = &state.state();
    resuming.resume_file = "own.checkpoint";
    try {
      another.fit(data.input, data.truth, resuming);
    } catch (const CorruptFile& error) {
      return error.what();
    }
    return "none";
  };
  NetworkOptions wider = options;
  wider.layers[0] = test::dense(9);
  CHECK(message(wider) ==
        "own.checkpoint: is a checkpoint of another network: expected layers.0.kernel (2, 9), got "
        "layers.0.kernel (2, 7); remove it to begin anew");
  NetworkOptions deeper = options;
  deeper.layers.push_back(test::dense(4));
  CHECK(message(deeper) ==
        "own.checkpoint: is a checkpoint of another network: expected layers.3.kernel (4, 4), got "
        "output.kernel (4, 1); remove it to begin anew");
  NetworkOptions plain = options;
  plain.train.optimizer = test::with_options(optim::optimizer_choices(), "sgd");
  CHECK(message(plain) ==
        "own.checkpoint: is a checkpoint of other training options; remove it to begin anew");
  NetworkOptions shorter = options;
  shorter.train.epochs = 2;
  CHECK(message(shorter) ==
        "own.checkpoint: is a checkpoint of a longer training: epoch 6, batch 7; remove it to "
        "begin anew");
}

TEST_CASE("a fit shows its state no more often than asked") {
  const Checkers data(70);
  int calls = 0;
  FitRequest request = request_of();
  request.checkpoint_seconds = 3600;
  request.on_checkpoint = [&](const TrainState&) { ++calls; };
  TrainedNetwork network(variants()[0], {2, {}}, Output::binary, 2);
  network.fit(data.input, data.truth, request);
  CHECK(calls == 0);
}
