#include "core/kernels/dense.hpp"

#include <type_traits>

#include "core/kernels/onednn/dense.hpp"
#include "core/kernels/onednn/half_dense.hpp"
#include "core/kernels/precision.hpp"
#include "core/kernels/reference/dense.hpp"
#include "core/kernels/small/dense.hpp"

namespace dlflow::kernels {
namespace {

/// Weights up to this many values stay in the first cache, where the small kernels, which neither
/// pack nor check, are ahead of a library call.
constexpr std::size_t kSmallWeights = 4096;
/// Below so many, rounding the factors takes what the faster product gains.
constexpr std::size_t kHalfWeights = 32768;

}  // namespace

template <class T>
std::unique_ptr<DenseKernel<T>> make_dense(std::size_t inputs, std::size_t units, Backend backend) {
  if constexpr (std::is_same_v<T, float>) {
    if (backend == Backend::automatic)
      backend = inputs * units <= kSmallWeights ? Backend::small
                : inputs * units >= kHalfWeights && planned_precision() == Precision::bfloat16
                    ? Backend::bfloat16
                    : Backend::onednn;
    if (backend == Backend::small) return small::make_dense(inputs, units);
    if (backend == Backend::bfloat16) return onednn::make_half_dense(inputs, units);
    if (backend == Backend::onednn) return onednn::make_dense(inputs, units);
  }
  return reference::make_dense<T>(inputs, units);
}
template std::unique_ptr<DenseKernel<float>> make_dense(std::size_t, std::size_t, Backend);
template std::unique_ptr<DenseKernel<double>> make_dense(std::size_t, std::size_t, Backend);

}  // namespace dlflow::kernels
