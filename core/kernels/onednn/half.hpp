#pragma once

#include "core/base/team.hpp"
#include "core/kernels/onednn/engine.hpp"

namespace dlflow::kernels::onednn {

/// Rounds floats to bfloat16 in memory of the calling thread, in parts on the team.
const std::uint16_t* halves(Slot slot, std::size_t n, const float* x, Team* team);

}  // namespace dlflow::kernels::onednn
