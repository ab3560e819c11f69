#pragma once

#include <cstddef>

namespace dlflow::kernels {

/// How the values of a row with channels lie in memory.
///
///   plain    (spatial..., C): channels innermost, as in Keras
///   blocked  (C / B, spatial..., B) with B = channel_block(): what vector kernels want. It equals
///            the plain layout of C / B times as many rows with B channels each.
enum class Layout { plain, blocked };

/// Channels of a block: values in the widest vector this processor has; 0 where nothing is blocked.
std::size_t channel_block();

/// Whether rows with so many channels can be blocked.
inline bool can_block(std::size_t channels) {
  return channel_block() > 0 && channels > 0 && channels % channel_block() == 0;
}

/// The same values in the other layout. `spatial` is the product of all extents but C.
void to_blocked(std::size_t rows, std::size_t spatial, std::size_t channels, const float* plain,
                float* blocked);
void to_plain(std::size_t rows, std::size_t spatial, std::size_t channels, const float* blocked,
              float* plain);

}  // namespace dlflow::kernels
