#include "core/kernels/recurrent/cell.hpp"
#include "core/kernels/recurrent/gates.hpp"

namespace dlflow::kernels::recurrent {
namespace {

/// The gates keep h, which is all that backward needs.
template <class T>
class Simple final : public CellKernel<T> {
 public:
  using CellKernel<T>::CellKernel;

  void forward(const Step<T>& step) const override {
    this->multiply(step);
    const std::size_t units = this->plan_.units, values = step.rows * units;
    add_rows(step.rows, units, step.products, step.bias, step.gates);
    apply(this->plan_.activation, values, step.gates);
    std::copy_n(step.gates, values, step.h);
  }

  void backward(const Step<T>& step) const override {
    const std::size_t values = step.rows * this->plan_.units;
    apply_backward(this->plan_.activation, values, step.gates, step.dh);
    std::copy_n(step.dh, values, step.gates);
    this->multiply_back(step, step.gates);
  }
};

}  // namespace

template <class T>
std::unique_ptr<CellKernel<T>> make_simple(const Plan& plan) {
  return std::make_unique<Simple<T>>(plan);
}
template std::unique_ptr<CellKernel<float>> make_simple(const Plan&);
template std::unique_ptr<CellKernel<double>> make_simple(const Plan&);

}  // namespace dlflow::kernels::recurrent
