#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/schema/schema.hpp"
#include "core/schema/source.hpp"

namespace dlflow::optim {

/// How far a fit is, before a step.
struct Progress {
  std::int64_t step = 0;             ///< steps done
  std::int64_t steps = 1;            ///< steps of the whole fit as it is planned
  std::int64_t steps_per_epoch = 1;  ///< all at least 1 but `step`

  double epochs_done() const {
    return static_cast<double>(step) / static_cast<double>(steps_per_epoch);
  }
  double epochs() const {
    return static_cast<double>(steps) / static_cast<double>(steps_per_epoch);
  }
};

/// The learning rate over a fit, from that of the optimizer (`base`). Most are functions of the
/// progress alone; what one remembers lies in `state`, so that a checkpoint can keep it.
class Schedule {
 public:
  virtual ~Schedule() = default;
  virtual double rate(double base, const Progress& progress,
                      std::span<const double> state) const = 0;
  /// Values of state; zeros before the first epoch.
  virtual std::size_t slots() const { return 0; }
  /// Looks at an epoch that ended: its validation loss, or its training loss where there is none.
  virtual void epoch_ended(double /*base*/, double /*loss*/, std::span<double> /*state*/) const {}
  /// Whether a validation part was asked for.
  virtual bool needs_validation() const { return false; }
};

struct ScheduleKind {
  schema::Choice choice;
  std::function<std::unique_ptr<Schedule>(const void* options)> make;
};

/// All kinds, in the order of the list; and as choices for the tables of options.
const std::vector<ScheduleKind>& schedule_kinds();
const schema::Choices& schedule_choices();
/// Throws Bug when nothing, or no schedule, is chosen.
std::unique_ptr<Schedule> make_schedule(const schema::Chosen& chosen);

template <class Kind, class Options>
ScheduleKind schedule(std::string name, std::string doc, std::string example) {
  ScheduleKind result;
  result.choice.name = std::move(name);
  result.choice.doc = std::move(doc);
  result.choice.example = std::move(example);
  result.choice.make = [] { return std::make_shared<Options>(); };
  result.choice.describe = [](schema::Object& o, void* options) {
    describe(o, *static_cast<Options*>(options));
  };
  result.make = [](const void* options) {
    return std::make_unique<Kind>(*static_cast<const Options*>(options));
  };
  return result;
}

}  // namespace dlflow::optim
