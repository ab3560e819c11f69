#include "core/kernels/layout.hpp"

#include "core/kernels/dispatch.hpp"

namespace dlflow::kernels {
namespace {

/// One row; (spatial, C) to (C / B, spatial, B) or back.
template <std::size_t B, bool kToBlocked>
inline __attribute__((always_inline)) void move_row(std::size_t spatial, std::size_t channels,
                                                    const float* __restrict from,
                                                    float* __restrict to) {
  for (std::size_t c = 0; c < channels; c += B)
    for (std::size_t s = 0; s < spatial; ++s) {
      const std::size_t plain = s * channels + c, blocked = c * spatial + s * B;
      for (std::size_t i = 0; i < B; ++i)
        to[(kToBlocked ? blocked : plain) + i] = from[(kToBlocked ? plain : blocked) + i];
    }
}

DLFLOW_CLONES void block_16(std::size_t spatial, std::size_t channels, const float* from,
                            float* to) {
  move_row<16, true>(spatial, channels, from, to);
}
DLFLOW_CLONES void unblock_16(std::size_t spatial, std::size_t channels, const float* from,
                              float* to) {
  move_row<16, false>(spatial, channels, from, to);
}
DLFLOW_CLONES void block_8(std::size_t spatial, std::size_t channels, const float* from,
                           float* to) {
  move_row<8, true>(spatial, channels, from, to);
}
DLFLOW_CLONES void unblock_8(std::size_t spatial, std::size_t channels, const float* from,
                             float* to) {
  move_row<8, false>(spatial, channels, from, to);
}

}  // namespace

std::size_t channel_block() {
  const std::size_t floats = vector_bytes() / sizeof(float);
  return floats >= 8 ? floats : 0;
}

void to_blocked(std::size_t rows, std::size_t spatial, std::size_t channels, const float* plain,
                float* blocked) {
  const auto move = channel_block() == 16 ? block_16 : block_8;
  const std::size_t size = spatial * channels;
  for (std::size_t n = 0; n < rows; ++n)
    move(spatial, channels, plain + n * size, blocked + n * size);
}

void to_plain(std::size_t rows, std::size_t spatial, std::size_t channels, const float* blocked,
              float* plain) {
  const auto move = channel_block() == 16 ? unblock_16 : unblock_8;
  const std::size_t size = spatial * channels;
  for (std::size_t n = 0; n < rows; ++n)
    move(spatial, channels, blocked + n * size, plain + n * size);
}

}  // namespace dlflow::kernels
