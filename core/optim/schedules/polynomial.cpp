#include <algorithm>
#include <cmath>
#include <optional>

#include "core/optim/schedules/schedules.hpp"

namespace dlflow::optim {
namespace {

struct Options {
  std::optional<double> decay_epochs;
  double end_learning_rate = 0.0001;
  double power = 1;
  bool cycle = false;
};

void describe(schema::Object& o, Options& x) {
  o.field("decay_epochs", x.decay_epochs, "Epochs of the fall.")
      .above(0)
      .default_is("the whole training");
  o.field("end_learning_rate", x.end_learning_rate, "Where the fall ends.").at_least(0);
  o.field("power", x.power, "1 falls on a line, more falls early.").above(0);
  o.field("cycle", x.cycle, "Whether it rises again after a fall and falls over a longer time.");
}

/// (base - end) (1 - done / decay_epochs)^power + end, and end afterwards; in cycles decay_epochs
/// is its first multiple that is not below what is done. An end above the base is the base.
class Polynomial final : public Schedule {
 public:
  explicit Polynomial(const Options& options) : options_(options) {}

  double rate(double base, const Progress& progress, std::span<const double>) const override {
    double whole = options_.decay_epochs.value_or(progress.epochs());
    double done = progress.epochs_done();
    if (options_.cycle)
      whole *= std::max(1.0, std::ceil(done / whole));
    else
      done = std::min(done, whole);
    const double end = std::min(options_.end_learning_rate, base);
    return (base - end) * std::pow(1 - done / whole, options_.power) + end;
  }

 private:
  Options options_;
};

}  // namespace

ScheduleKind polynomial() {
  return schema::with_source(
      schedule<Polynomial, Options>("polynomial", "Falls to an end on a line or a power of it.",
                                    "{power: 2}"),
      "as Keras's PolynomialDecay");
}

}  // namespace dlflow::optim
