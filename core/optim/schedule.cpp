#include "core/optim/schedule.hpp"

#include "core/optim/schedules/schedules.hpp"

namespace dlflow::optim {

const std::vector<ScheduleKind>& schedule_kinds() {
  static const std::vector<ScheduleKind> kKinds{
      constant(), step(),      exponential(), polynomial(),
      cosine(),   one_cycle(), warmup(),      reduce_on_plateau(),
  };
  return kKinds;
}

const schema::Choices& schedule_choices() {
  static const schema::Choices kChoices = [] {
    schema::Choices choices;
    for (const ScheduleKind& kind : schedule_kinds()) choices.push_back(&kind.choice);
    return choices;
  }();
  return kChoices;
}

std::unique_ptr<Schedule> make_schedule(const schema::Chosen& chosen) {
  for (const ScheduleKind& kind : schedule_kinds())
    if (&kind.choice == chosen.choice) return kind.make(chosen.options.get());
  throw Bug(__FILE__, __LINE__, "no schedule is chosen");
}

}  // namespace dlflow::optim
