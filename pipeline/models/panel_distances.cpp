#include "pipeline/models/panel_distances.hpp"

#include "core/kernels/dispatch.hpp"

namespace dlflow::models {
namespace {

using Sixteen = float __attribute__((vector_size(64), may_alias));
using Eight = float __attribute__((vector_size(32), may_alias));
using Four = float __attribute__((vector_size(16), may_alias));

template <class Vector>
inline __attribute__((always_inline)) void add_distances(const PanelBlock& block) {
  constexpr std::size_t kWidth = sizeof(Vector) / sizeof(float);
  // Sums enough to hide how long one addition takes, few enough for the registers.
  constexpr std::size_t kVectors = 2;
  for (std::size_t at = 0; at < block.count * kLanes; at += kVectors * kWidth) {
    const float* panel = block.panels + at / kLanes * block.panel_stride + at % kLanes;
    Vector sum[kQueries][kVectors] = {};
    for (std::size_t f = 0; f < block.columns; ++f) {
      Vector values[kVectors];
      for (std::size_t v = 0; v < kVectors; ++v)
        values[v] = *reinterpret_cast<const Vector*>(panel + f * kLanes + v * kWidth);
      for (std::size_t q = 0; q < kQueries; ++q)
        for (std::size_t v = 0; v < kVectors; ++v) {
          const Vector apart = values[v] - block.queries[q * block.query_stride + f];
          sum[q][v] += apart * apart;
        }
    }
    for (std::size_t q = 0; q < kQueries; ++q)
      for (std::size_t v = 0; v < kVectors; ++v) {
        auto* out = reinterpret_cast<Vector*>(block.out + q * block.out_stride + at + v * kWidth);
        *out = block.is_first ? sum[q][v] : *out + sum[q][v];
      }
  }
}
// A vector wider than the registers becomes slow code, so the width is chosen by the processor.
DLFLOW_FUSED_CLONES void add_distances_16(const PanelBlock& block) {
  add_distances<Sixteen>(block);
}
DLFLOW_FUSED_CLONES void add_distances_8(const PanelBlock& block) { add_distances<Eight>(block); }
DLFLOW_FUSED_CLONES void add_distances_4(const PanelBlock& block) { add_distances<Four>(block); }

using Distances = void (*)(const PanelBlock&);
Distances best_distances() {
  const std::size_t bytes = kernels::vector_bytes();
  return bytes == 64 ? add_distances_16 : bytes == 32 ? add_distances_8 : add_distances_4;
}

}  // namespace

void add_panel_distances(const PanelBlock& block) {
  static const Distances add = best_distances();
  add(block);
}

}  // namespace dlflow::models
