#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <sstream>

#include "../sample_options.hpp"
#include "core/nn/loss.hpp"
#include "core/optim/schedule.hpp"
#include "core/optim/update.hpp"
#include "core/tensor/aligned.hpp"

using namespace dlflow;

namespace {

/// A case of tests/reference/training.py and its numbers.
struct Case {
  std::string family, kind, shape, settings, source;
  std::vector<double> numbers;
};

std::vector<Case> cases(const std::string& family) {
  std::ifstream in(DLFLOW_SOURCE_DIR "/tests/reference/training.txt");
  std::vector<Case> all;
  for (std::string head, values; std::getline(in, head) && std::getline(in, values);) {
    std::istringstream fields(head), numbers(values);
    Case one;
    for (std::string* field : {&one.family, &one.kind, &one.shape, &one.settings, &one.source})
      std::getline(fields, *field, '|');
    for (double number = 0; numbers >> number;) one.numbers.push_back(number);
    if (one.family == family) all.push_back(std::move(one));
  }
  return all;
}

double wave(std::size_t i, double start, double step, double scale) {
  return scale * std::sin(start + step * static_cast<double>(i));
}

/// The kinds that have at least one case.
template <class Kinds>
void check_all_covered(const Kinds& kinds, const std::vector<Case>& all) {
  for (const auto& kind : kinds) {
    CAPTURE(kind.choice.name);
    CHECK(std::ranges::count(all, kind.choice.name, &Case::kind) > 0);
  }
}

std::vector<double> weights_after_steps_1_and_10(const optim::Update& update, std::size_t size) {
  AlignedVector<float> weights(size), gradients(size), state(size * update.slots(), 0.0F);
  update.start(state);
  for (std::size_t i = 0; i < size; ++i) weights[i] = static_cast<float>(wave(i, 0.2, 0.9, 1));
  std::vector<double> kept;
  for (int step = 1; step <= 10; ++step) {
    for (std::size_t i = 0; i < size; ++i)
      gradients[i] =
          static_cast<float>(0.3 * double{weights[i]} + wave(i, 0.7 * step, 1.1, 0.8 / step));
    update.step(step, update.learning_rate(), weights, gradients, state);
    if (step == 1 || step == 10) kept.insert(kept.end(), weights.begin(), weights.end());
  }
  return kept;
}

}  // namespace

TEST_CASE("ten steps of every optimizer follow PyTorch and Keras") {
  const std::vector<Case> all = cases("optimizer");
  REQUIRE(all.size() >= 60);
  check_all_covered(optim::optimizer_kinds(), all);
  for (const Case& one : all) {
    CAPTURE(one.kind, one.settings, one.source);
    const std::size_t size = one.numbers.size() / 2;
    const optim::Update update(
        test::with_options(optim::optimizer_choices(), one.kind, one.settings),
        {{"kernel", {size}, 0, {}}});
    const std::vector<double> got = weights_after_steps_1_and_10(update, size);
    // Weights of about 1 in float: a few roundings in each of ten steps.
    for (std::size_t i = 0; i < got.size(); ++i) {
      CAPTURE(i);
      CHECK(got[i] == Approx(one.numbers[i]).epsilon(0).margin(2e-6));
    }
  }
}

TEST_CASE("every schedule follows PyTorch and Keras over 50 steps") {
  const std::vector<Case> all = cases("schedule");
  REQUIRE(all.size() >= 60);
  check_all_covered(optim::schedule_kinds(), all);
  for (const Case& one : all) {
    CAPTURE(one.kind, one.shape, one.settings, one.source);
    const auto schedule =
        optim::make_schedule(test::with_options(optim::schedule_choices(), one.kind, one.settings));
    optim::Progress progress;
    std::int64_t epochs = 0;
    std::istringstream(one.shape) >> epochs >> progress.steps_per_epoch;
    progress.steps = epochs * progress.steps_per_epoch;
    std::vector<double> state(schedule->slots());
    REQUIRE(one.numbers.size() == static_cast<std::size_t>(progress.steps));
    for (; progress.step < progress.steps; ++progress.step) {
      CAPTURE(progress.step);
      CHECK(schedule->rate(0.5, progress, state) ==
            Approx(one.numbers[static_cast<std::size_t>(progress.step)])
                .epsilon(1e-12)
                .margin(1e-15));
      const double t = static_cast<double>(progress.step);
      schedule->epoch_ended(0.5, 1 / (1 + std::min(t, 12.0)) + 0.05 * std::sin(3 * t), state);
    }
  }
}

TEST_CASE("every loss and its gradient follow PyTorch and Keras") {
  const std::vector<Case> all = cases("loss");
  REQUIRE(all.size() >= 40);
  check_all_covered(nn::loss_kinds(), all);
  for (const Case& one : all) {
    CAPTURE(one.kind, one.shape, one.settings, one.source);
    std::string target_name;
    std::size_t classes = 0;
    std::istringstream(one.shape) >> target_name >> classes;
    const nn::Target target = target_name == "binary"       ? nn::Target::binary
                              : target_name == "multiclass" ? nn::Target::multiclass
                                                            : nn::Target::regression;
    constexpr std::size_t kRows = 7;
    const std::size_t outputs = (one.numbers.size() - 1) / kRows;
    std::vector<double> scores(kRows * outputs), values(kRows), weights(kRows),
        gradient(scores.size());
    std::vector<std::int32_t> labels(kRows);
    for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = wave(i, 0.3, 1.7, 2.5);
    for (std::size_t n = 0; n < kRows; ++n) {
      labels[n] = static_cast<std::int32_t>(3 * n % std::max<std::size_t>(classes, 1));
      values[n] = std::abs(wave(n, 0.5, 2.3, 2));
      weights[n] = 1 + wave(n, 0.1, 0.8, 0.6);
    }
    nn::LossPass<double> pass;
    pass.rows = kRows;
    pass.outputs = outputs;
    pass.scores = scores.data();
    pass.labels = labels.data();
    pass.values = values.data();
    pass.weights = weights.data();
    pass.scale = 1.0 / kRows;
    pass.gradient = gradient.data();
    const auto loss = nn::make_loss(test::with_options(nn::loss_choices(), one.kind, one.settings),
                                    target, classes);
    CHECK(loss->run(pass) / kRows == Approx(one.numbers[0]).epsilon(1e-12));
    for (std::size_t i = 0; i < gradient.size(); ++i)
      CHECK(gradient[i] == Approx(one.numbers[i + 1]).epsilon(1e-11).margin(1e-14));
  }
}
