#pragma once

#include <cstddef>
#include <cstdint>

namespace dlflow::kernels {

/// Softmax cross-entropy of a batch from its logits, and its gradient, in one kernel.
///
///   loss    = sum_n weight[n] * -log p[n, label[n]],   p = softmax(logits)
///   dlogits = weight[n] * scale * (p - onehot(label))
///
/// logits   (rows, classes)  the row maximum is subtracted, so large ones do not overflow
/// labels   (rows)           in [0, classes)
/// weights  (rows) or null   null: all 1
/// dlogits  (rows, classes)  overwritten; may be the logits; null when not wanted
/// returns  the sum, in nats
///
/// Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 6.2.2.3.
template <class T>
double softmax_cross_entropy(std::size_t rows, std::size_t classes, const T* logits,
                             const std::int32_t* labels, const T* weights, T scale, T* dlogits);

/// Binary cross-entropy from one logit z a row, label 0 or 1:
///
///   loss = sum_n weight[n] * (max(z, 0) - z label + log(1 + exp(-|z|)))
///   dz   = weight[n] * scale * (sigmoid(z) - label)
template <class T>
double sigmoid_cross_entropy(std::size_t rows, const T* logits, const std::int32_t* labels,
                             const T* weights, T scale, T* dlogits);

/// loss = sum_n weight[n] * (y - value)^2,  dy = weight[n] * scale * 2 (y - value)
template <class T>
double squared_error(std::size_t rows, const T* y, const T* values, const T* weights, T scale,
                     T* dy);

/// Rows of logits (rows, classes) to probabilities, in place.
template <class T>
void softmax(std::size_t rows, std::size_t classes, T* logits);

}  // namespace dlflow::kernels
