#pragma once

#include "core/optim/schedule.hpp"

namespace dlflow::optim {

// One function a kind; each is defined in the file of its name.
ScheduleKind constant();
ScheduleKind step();
ScheduleKind exponential();
ScheduleKind polynomial();
ScheduleKind cosine();
ScheduleKind one_cycle();
ScheduleKind warmup();
ScheduleKind reduce_on_plateau();

}  // namespace dlflow::optim
