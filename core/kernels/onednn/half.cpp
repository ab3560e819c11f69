#include "core/kernels/onednn/half.hpp"

#include "core/kernels/precision.hpp"

namespace dlflow::kernels::onednn {

const std::uint16_t* halves(Slot slot, std::size_t n, const float* x, Team* team) {
  auto* y = static_cast<std::uint16_t*>(thread_memory(slot, n * sizeof(std::uint16_t)));
  constexpr std::size_t kParts = 8;
  run_parts(team, kParts, [&](std::size_t part) {
    const std::size_t begin = n * part / kParts, end = n * (part + 1) / kParts;
    to_bfloat16(end - begin, x + begin, y + begin);
  });
  return y;
}

}  // namespace dlflow::kernels::onednn
