#include "core/kernels/cross_entropy.hpp"

#include <cmath>

namespace dlflow::kernels {
namespace {

template <class T>
T row_maximum(std::size_t classes, const T* z) {
  T highest = z[0];
  for (std::size_t k = 1; k < classes; ++k) highest = z[k] > highest ? z[k] : highest;
  return highest;
}

}  // namespace

template <class T>
double softmax_cross_entropy(std::size_t rows, std::size_t classes, const T* logits,
                             const std::int32_t* labels, const T* weights, T scale, T* dlogits) {
  double loss = 0;
  for (std::size_t n = 0; n < rows; ++n) {
    const T* z = logits + n * classes;
    const auto label = static_cast<std::size_t>(labels[n]);
    const T highest = row_maximum(classes, z), weight = weights ? weights[n] : T{1};
    T sum = 0;
    for (std::size_t k = 0; k < classes; ++k) sum += std::exp(z[k] - highest);
    loss += static_cast<double>(weight) * static_cast<double>(std::log(sum) - (z[label] - highest));
    if (!dlogits) continue;
    for (std::size_t k = 0; k < classes; ++k) {
      const T p = std::exp(z[k] - highest) / sum;
      dlogits[n * classes + k] = weight * scale * (p - (k == label ? T{1} : T{0}));
    }
  }
  return loss;
}

template <class T>
double sigmoid_cross_entropy(std::size_t rows, const T* logits, const std::int32_t* labels,
                             const T* weights, T scale, T* dlogits) {
  double loss = 0;
  for (std::size_t n = 0; n < rows; ++n) {
    const T z = logits[n], label = static_cast<T>(labels[n]), weight = weights ? weights[n] : T{1};
    const T e = std::exp(-std::abs(z)), positive = z > 0 ? z : T{0};
    // log1p(e) is the slower half of the work; a NaN logit must reach the loss through it.
    loss += static_cast<double>(weight) * static_cast<double>(positive - z * label + std::log1p(e));
    if (!dlogits) continue;
    const T p = (z >= 0 ? T{1} : e) / (1 + e);
    dlogits[n] = weight * scale * (p - label);
  }
  return loss;
}

template <class T>
double squared_error(std::size_t rows, const T* y, const T* values, const T* weights, T scale,
                     T* dy) {
  double loss = 0;
  for (std::size_t n = 0; n < rows; ++n) {
    const T difference = y[n] - values[n], weight = weights ? weights[n] : T{1};
    loss += static_cast<double>(weight) * static_cast<double>(difference * difference);
    if (dy) dy[n] = weight * scale * 2 * difference;
  }
  return loss;
}

template <class T>
void softmax(std::size_t rows, std::size_t classes, T* logits) {
  for (std::size_t n = 0; n < rows; ++n) {
    T* z = logits + n * classes;
    const T highest = row_maximum(classes, z);
    T sum = 0;
    for (std::size_t k = 0; k < classes; ++k) {
      z[k] = std::exp(z[k] - highest);
      sum += z[k];
    }
    for (std::size_t k = 0; k < classes; ++k) z[k] /= sum;
  }
}

#define DLFLOW_INSTANTIATE(T)                                                                    \
  template double softmax_cross_entropy(std::size_t, std::size_t, const T*, const std::int32_t*, \
                                        const T*, T, T*);                                        \
  template double sigmoid_cross_entropy(std::size_t, const T*, const std::int32_t*, const T*, T, \
                                        T*);                                                     \
  template double squared_error(std::size_t, const T*, const T*, const T*, T, T*);               \
  template void softmax(std::size_t, std::size_t, T*);
DLFLOW_INSTANTIATE(float)
DLFLOW_INSTANTIATE(double)
#undef DLFLOW_INSTANTIATE

}  // namespace dlflow::kernels
