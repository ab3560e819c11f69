#include <algorithm>
#include <cmath>
#include <optional>

#include "core/optim/schedules/schedules.hpp"

namespace dlflow::optim {
namespace {

struct Options {
  std::optional<double> step_size;
  std::vector<double> milestones;
  double gamma = 0.1;
};

void describe(schema::Object& o, Options& x) {
  o.field("step_size", x.step_size, "Epochs from one fall to the next.").above(0).default_is("10");
  o.field("milestones", x.milestones, "Epochs of the falls, where they are not evenly spaced.")
      .above(0);
  o.field("gamma", x.gamma, "Factor on the learning rate at each fall.").above(0).at_most(1);
  o.scalar_form("step_size");
  o.list_form("milestones");
  o.check("milestones", [&x]() -> std::optional<std::string> {
    if (x.step_size && !x.milestones.empty())
      return "expected one of step_size and milestones, got both\nleave one out";
    if (std::ranges::is_sorted(x.milestones)) return std::nullopt;
    return "expected epochs in rising order";
  });
}

/// base gamma^k after k falls: at multiples of step_size, or at the milestones.
class Step final : public Schedule {
 public:
  explicit Step(const Options& options) : options_(options) {}

  double rate(double base, const Progress& progress, std::span<const double>) const override {
    const double done = progress.epochs_done();
    double falls = std::floor(done / options_.step_size.value_or(10));
    if (!options_.milestones.empty())
      falls = static_cast<double>(
          std::ranges::count_if(options_.milestones, [&](double at) { return at <= done; }));
    return base * std::pow(options_.gamma, falls);
  }

 private:
  Options options_;
};

}  // namespace

ScheduleKind step() {
  return schema::with_source(schedule<Step, Options>("step", "Falls by a factor every few epochs.",
                                                     "{step_size: 30, gamma: 0.1}"),
                             "as PyTorch's StepLR and MultiStepLR");
}

}  // namespace dlflow::optim
