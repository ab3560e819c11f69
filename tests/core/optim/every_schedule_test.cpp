#include <catch2/catch.hpp>
#include <cmath>

#include "../sample_options.hpp"
#include "core/optim/schedule.hpp"

using namespace dlflow;
using optim::Progress;

namespace {

std::unique_ptr<optim::Schedule> make(const std::string& name, const std::string& settings = "") {
  return optim::make_schedule(test::with_options(optim::schedule_choices(), name, settings));
}

/// The rates of a fit of `epochs` epochs of `per_epoch` steps, with the loss of each epoch.
std::vector<double> rates_of(const optim::Schedule& schedule, std::int64_t epochs,
                             std::int64_t per_epoch, const std::vector<double>& losses = {}) {
  std::vector<double> state(schedule.slots()), rates;
  Progress progress{0, epochs * per_epoch, per_epoch};
  for (std::int64_t epoch = 0; epoch < epochs; ++epoch) {
    for (std::int64_t i = 0; i < per_epoch; ++i, ++progress.step)
      rates.push_back(schedule.rate(0.5, progress, state));
    const auto at = static_cast<std::size_t>(epoch);
    schedule.epoch_ended(0.5, at < losses.size() ? losses[at] : 1, state);
  }
  return rates;
}

}  // namespace

TEST_CASE("every schedule keeps the rate between zero and the optimizer's, past its end too") {
  for (const optim::ScheduleKind& kind : optim::schedule_kinds())
    for (const std::int64_t epochs : {1, 2, 7, 40})
      for (const std::int64_t per_epoch : {1, 3, 10}) {
        CAPTURE(kind.choice.name, epochs, per_epoch);
        CHECK(!kind.choice.doc.empty());
        const auto schedule = make(kind.choice.name);
        for (const double rate : rates_of(*schedule, epochs, per_epoch)) {
          CHECK(std::isfinite(rate));
          CHECK(rate >= 0);
          CHECK(rate <= 0.5 * (1 + 1e-12));
        }
        const std::vector<double> state(schedule->slots());
        const double late =
            schedule->rate(0.5, {epochs * per_epoch + 3, epochs * per_epoch, per_epoch}, state);
        CHECK(late >= 0);
        CHECK(late <= 0.5 * (1 + 1e-12));
      }
}

TEST_CASE("every schedule but constant moves the rate") {
  for (const optim::ScheduleKind& kind : optim::schedule_kinds()) {
    CAPTURE(kind.choice.name);
    const std::vector<double> rates = rates_of(*make(kind.choice.name), 40, 2);
    const bool moves =
        std::adjacent_find(rates.begin(), rates.end(), std::not_equal_to<>()) != rates.end();
    CHECK(moves == (kind.choice.name != "constant"));
  }
}

TEST_CASE("reduce_on_plateau falls after its patience, waits its cooldown and stops at its floor") {
  const auto schedule =
      make("reduce_on_plateau", "factor=0.5 patience=2 cooldown=2 min_lr=0.2 min_delta=0.1");
  //                       best  wait 1, fall,  cooldown    wait 1, floor,    gain
  const std::vector<double> losses{1, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.95, 0.5, 0.5};
  const std::vector<double> rates = rates_of(*schedule, 10, 1, losses);
  const std::vector<double> wanted{0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2};
  for (std::size_t i = 0; i < rates.size(); ++i) {
    CAPTURE(i);
    CHECK(rates[i] == wanted[i]);
  }
}

TEST_CASE("a warmup passes losses and progress on to what follows it") {
  const auto warm = make("warmup", "epochs=2 start_factor=0 then.cosine.alpha=0");
  const std::vector<double> rates = rates_of(*warm, 6, 2);
  CHECK(rates[0] == 0);
  CHECK(rates[1] == Approx(0.125));
  CHECK(rates[4] == Approx(0.5));
  const std::vector<double> alone = rates_of(*make("cosine"), 4, 2);
  for (std::size_t i = 0; i < alone.size(); ++i) CHECK(rates[4 + i] == alone[i]);
  CHECK(make("warmup", "then.reduce_on_plateau.monitor=val_loss")->needs_validation());
  CHECK(!make("warmup", "then.reduce_on_plateau.patience=3")->needs_validation());
  CHECK(make("warmup", "then.reduce_on_plateau.patience=3")->slots() ==
        make("reduce_on_plateau")->slots());
}
