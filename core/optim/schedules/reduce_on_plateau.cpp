#include <algorithm>
#include <array>

#include "core/optim/schedules/schedules.hpp"

namespace dlflow::optim {
namespace {

enum class Monitor { any, val_loss };
std::span<const std::string_view> names_of(Monitor) {
  static constexpr std::array<std::string_view, 2> kNames{"auto", "val_loss"};
  return kNames;
}

struct Options {
  double factor = 0.1;
  std::int64_t patience = 10;
  double min_delta = 0.0001;
  std::int64_t cooldown = 0;
  double min_lr = 0;
  Monitor monitor = Monitor::any;
};

void describe(schema::Object& o, Options& x) {
  o.field("factor", x.factor, "Factor on the learning rate at each fall.").above(0).below(1);
  o.field("patience", x.patience, "Epochs without a gain before a fall.").at_least(1);
  o.field("min_delta", x.min_delta, "A gain is a fall of the loss by more than this.").at_least(0);
  o.field("cooldown", x.cooldown, "Epochs after a fall in which none is counted.").at_least(0);
  o.field("min_lr", x.min_lr, "The learning rate does not fall below it.").at_least(0);
  o.field("monitor", x.monitor,
          "The loss that must fall: val_loss that of a validation part, auto the training loss "
          "where there is none.");
  o.scalar_form("patience");
}

/// Falls by a factor when the loss has not fallen for some epochs, as Keras counts them.
class ReduceOnPlateau final : public Schedule {
 public:
  explicit ReduceOnPlateau(const Options& options) : options_(options) {}

  double rate(double base, const Progress&, std::span<const double> state) const override {
    return state[kBegun] > 0 ? state[kRate] : base;
  }
  std::size_t slots() const override { return kSlots; }
  bool needs_validation() const override { return options_.monitor == Monitor::val_loss; }

  void epoch_ended(double base, double loss, std::span<double> state) const override {
    const bool is_first = state[kBegun] == 0;
    if (is_first) {
      state[kBegun] = 1;
      state[kRate] = base;
    }
    if (state[kCooldown] > 0) {
      state[kCooldown] -= 1;
      state[kWait] = 0;
    }
    if (is_first || loss < state[kBest] - options_.min_delta) {
      state[kBest] = loss;
      state[kWait] = 0;
    } else if (state[kCooldown] == 0) {
      state[kWait] += 1;
      if (state[kWait] < static_cast<double>(options_.patience)) return;
      state[kWait] = 0;
      if (state[kRate] <= options_.min_lr) return;
      state[kRate] = std::max(state[kRate] * options_.factor, options_.min_lr);
      state[kCooldown] = static_cast<double>(options_.cooldown);
    }
  }

 private:
  static constexpr std::size_t kBegun = 0, kRate = 1, kBest = 2, kWait = 3, kCooldown = 4,
                               kSlots = 5;
  Options options_;
};

}  // namespace

ScheduleKind reduce_on_plateau() {
  return schema::with_source(
      schedule<ReduceOnPlateau, Options>("reduce_on_plateau",
                                         "Falls by a factor when the loss no longer falls.",
                                         "{factor: 0.5, patience: 5}"),
      "as Keras's ReduceLROnPlateau");
}

}  // namespace dlflow::optim
