#pragma once

#include <cstddef>

namespace dlflow::kernels {

/// What batch normalization does to one block of values (spatial, channels), row-major. Every
/// array of channels is indexed as the block's channels. Sums run over spatial in a fixed order.

/// mean[c] and the sum of squared deviations from it, m2[c].
template <class T>
void channel_moments(std::size_t spatial, std::size_t channels, const T* x, T* mean, T* m2);

/// y = x scale[c] + shift[c]
template <class T>
void scale_channels(std::size_t spatial, std::size_t channels, const T* x, const T* scale,
                    const T* shift, T* y);

/// sums[c] = sum of dy, products[c] = sum of dy (x - mean[c]); overwritten.
template <class T>
void channel_sums(std::size_t spatial, std::size_t channels, const T* x, const T* dy, const T* mean,
                  T* sums, T* products);

/// dx = dy a[c] + x b[c] + c[c]
template <class T>
void mix_channels(std::size_t spatial, std::size_t channels, const T* x, const T* dy, const T* a,
                  const T* b, const T* c, T* dx);

}  // namespace dlflow::kernels
