#include <algorithm>
#include <cmath>

#include "core/optim/schedules/schedules.hpp"

namespace dlflow::optim {
namespace {

/// Every schedule that can follow: all but this one.
const schema::Choices& followers() {
  static const schema::Choices kChoices = [] {
    schema::Choices choices;
    for (const schema::Choice* choice : schedule_choices())
      if (choice->name != "warmup") choices.push_back(choice);
    return choices;
  }();
  return kChoices;
}

struct Options {
  double epochs = 5;
  double start_factor = 0.1;
  schema::Chosen then = schema::choose(followers(), "constant");
};

void describe(schema::Object& o, Options& x) {
  o.field("epochs", x.epochs, "Epochs of the rise.").above(0);
  o.field("start_factor", x.start_factor, "Share of the learning rate at its start.").between(0, 1);
  o.one_of("then", x.then, followers(), "The schedule after it.");
  o.scalar_form("epochs");
}

/// base (start + (1 - start) done / epochs); afterwards the other schedule over what is left.
class Warmup final : public Schedule {
 public:
  explicit Warmup(const Options& options) : options_(options), then_(make_schedule(options.then)) {}

  double rate(double base, const Progress& progress, std::span<const double> state) const override {
    const auto steps = static_cast<std::int64_t>(
        std::llround(options_.epochs * static_cast<double>(progress.steps_per_epoch)));
    const double start = options_.start_factor;
    if (progress.step < steps)
      return base * (start +
                     (1 - start) * static_cast<double>(progress.step) / static_cast<double>(steps));
    Progress rest = progress;
    rest.step -= steps;
    rest.steps = std::max<std::int64_t>(progress.steps - steps, 1);
    return then_->rate(base, rest, state);
  }

  std::size_t slots() const override { return then_->slots(); }
  void epoch_ended(double base, double loss, std::span<double> state) const override {
    then_->epoch_ended(base, loss, state);
  }
  bool needs_validation() const override { return then_->needs_validation(); }

 private:
  Options options_;
  std::unique_ptr<Schedule> then_;
};

}  // namespace

ScheduleKind warmup() {
  return schema::with_source(
      schedule<Warmup, Options>("warmup", "Rises on a line, then follows another schedule.",
                                "{epochs: 3, then: cosine}"),
      "P. Goyal et al., Accurate, large minibatch SGD: training ImageNet in 1 hour (2017)");
}

}  // namespace dlflow::optim
