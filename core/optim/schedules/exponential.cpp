#include <cmath>

#include "core/optim/schedules/schedules.hpp"

namespace dlflow::optim {
namespace {

struct Options {
  double decay_rate = 0.96;
  double decay_epochs = 1;
  bool staircase = false;
};

void describe(schema::Object& o, Options& x) {
  o.field("decay_rate", x.decay_rate, "Factor on the learning rate over decay_epochs.")
      .above(0)
      .at_most(1);
  o.field("decay_epochs", x.decay_epochs, "Epochs over which the factor works once.").above(0);
  o.field("staircase", x.staircase, "Whether it works at once at their ends.");
  o.scalar_form("decay_rate");
}

/// base decay_rate^(epochs done / decay_epochs), the exponent rounded down for a staircase.
class Exponential final : public Schedule {
 public:
  explicit Exponential(const Options& options) : options_(options) {}

  double rate(double base, const Progress& progress, std::span<const double>) const override {
    const double times = progress.epochs_done() / options_.decay_epochs;
    return base * std::pow(options_.decay_rate, options_.staircase ? std::floor(times) : times);
  }

 private:
  Options options_;
};

}  // namespace

ScheduleKind exponential() {
  return schema::with_source(
      schedule<Exponential, Options>("exponential", "Falls by the same factor in each epoch.",
                                     "{decay_rate: 0.9}"),
      "as Keras's ExponentialDecay");
}

}  // namespace dlflow::optim
