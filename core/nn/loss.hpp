#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace dlflow::nn {

/// The truth and the scores of one batch. labels or values, as the kind reads.
template <class T>
struct LossPass {
  std::size_t rows = 0, outputs = 0;
  const T* scores = nullptr;  ///< (rows, outputs), before sigmoid or softmax
  const std::int32_t* labels = nullptr;
  const T* values = nullptr;
  const T* weights = nullptr;  ///< null: all 1
  T scale = 1;                 ///< the gradient's factor: 1 / rows for a mean
  T* gradient = nullptr;       ///< (rows, outputs), overwritten; null when not wanted
};

/// A kind of loss: a weighted sum over the rows with its gradient, in both scalar types, and what
/// the scores mean.
struct LossKind {
  std::string name, doc;
  bool reads_labels = true;
  double (*run)(const LossPass<float>&) = nullptr;
  double (*run_double)(const LossPass<double>&) = nullptr;
  /// Scores (rows, outputs) to predictions: (rows, K) probabilities or (rows, 1) values.
  void (*predict)(std::size_t rows, std::size_t outputs, const float* scores,
                  double* predictions) = nullptr;
};

/// Fills the function pointers from `Loss::run<T>` and `Loss::predict`.
template <class Loss>
LossKind loss(std::string name, std::string doc, bool reads_labels) {
  return {std::move(name),
          std::move(doc),
          reads_labels,
          &Loss::template run<float>,
          &Loss::template run<double>,
          &Loss::predict};
}

const std::vector<LossKind>& loss_kinds();
/// Throws Bug when there is none.
const LossKind& loss_kind(const std::string& name);

}  // namespace dlflow::nn
