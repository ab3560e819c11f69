#include "core/kernels/recurrent/cell.hpp"

#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "core/kernels/activation.hpp"

namespace dlflow::kernels::recurrent {
namespace {

/// In the order of CellActivation.
constexpr std::array<Activation, 11> kFunctions{
    Activation::linear,       Activation::relu,       Activation::tanh,       Activation::sigmoid,
    Activation::hard_sigmoid, Activation::leaky_relu, Activation::elu,        Activation::selu,
    Activation::softplus,     Activation::softsign,   Activation::exponential};

Activation elementwise(CellActivation f) { return kFunctions[static_cast<std::size_t>(f)]; }

}  // namespace

std::span<const std::string_view> names_of(CellActivation) {
  static const auto kNames = [] {
    std::array<std::string_view, kFunctions.size()> names;
    for (std::size_t i = 0; i < names.size(); ++i)
      names[i] = names_of(Activation{})[static_cast<std::size_t>(kFunctions[i])];
    return names;
  }();
  return kNames;
}

template <class T>
void apply(CellActivation f, std::size_t n, T* y) {
  activate(elementwise(f), n, y);
}
template <class T>
void apply_backward(CellActivation f, std::size_t n, const T* y, T* dy) {
  activate_backward(elementwise(f), n, y, dy);
}

template <class T>
std::size_t CellKernel<T>::packed() const {
  return std::max(ahead().size(), back().size());
}

template <class T>
void CellKernel<T>::pack_forward(const T* u, T* packed) const {
  ahead().pack(u, plan_.width(), 1, packed);
}

template <class T>
void CellKernel<T>::pack_backward(const T* u, T* packed) const {
  back().pack(u, 1, plan_.width(), packed);
}

template <class T>
void CellKernel<T>::multiply(const Step<T>& step) const {
  if (step.is_first)
    std::fill_n(step.products, step.rows * plan_.width(), T{0});
  else
    ahead().multiply(step.rows, plan_.units, step.dropped, step.packed, step.products);
}

template <class T>
void CellKernel<T>::multiply_back(const Step<T>& step, const T* d) const {
  if (!step.is_first) back().multiply(step.rows, plan_.width(), d, step.packed, step.dh_product);
}

template <class T>
void CellKernel<T>::weights(std::size_t n, const DenseKernel<T>& product, const T* dropped,
                            const T*, const T* d_products, T* du, T*) const {
  product.backward_weights(n, dropped, d_products, du, nullptr);
}

template <class T>
std::unique_ptr<CellKernel<T>> make_cell(const Plan& plan) {
  switch (plan.cell) {
    case Cell::simple:
      return make_simple<T>(plan);
    case Cell::lstm:
      return make_lstm<T>(plan);
    case Cell::gru:
      return make_gru<T>(plan);
  }
  throw Bug(__FILE__, __LINE__, "a cell without a kernel");
}

template void apply(CellActivation, std::size_t, float*);
template void apply(CellActivation, std::size_t, double*);
template void apply_backward(CellActivation, std::size_t, const float*, float*);
template void apply_backward(CellActivation, std::size_t, const double*, double*);
template class CellKernel<float>;
template class CellKernel<double>;
template std::unique_ptr<CellKernel<float>> make_cell(const Plan&);
template std::unique_ptr<CellKernel<double>> make_cell(const Plan&);

}  // namespace dlflow::kernels::recurrent
