#include "core/kernels/reference/dense.hpp"

namespace dlflow::kernels::reference {
namespace {

template <class T>
class Dense final : public DenseKernel<T> {
 public:
  Dense(std::size_t inputs, std::size_t units) : inputs_(inputs), units_(units) {}

  void forward(std::size_t rows, const T* x, const T* w, const T* b, T* y, Team*) const override {
    for (std::size_t n = 0; n < rows; ++n)
      for (std::size_t j = 0; j < units_; ++j) {
        T sum = b ? b[j] : T{0};
        for (std::size_t i = 0; i < inputs_; ++i) sum += x[n * inputs_ + i] * w[i * units_ + j];
        y[n * units_ + j] = sum;
      }
  }

  void backward_weights(std::size_t rows, const T* x, const T* dy, T* dw, T* db,
                        Team*) const override {
    for (std::size_t i = 0; i < inputs_; ++i)
      for (std::size_t j = 0; j < units_; ++j) {
        T sum = 0;
        for (std::size_t n = 0; n < rows; ++n) sum += x[n * inputs_ + i] * dy[n * units_ + j];
        dw[i * units_ + j] = sum;
      }
    for (std::size_t j = 0; db && j < units_; ++j) {
      T sum = 0;
      for (std::size_t n = 0; n < rows; ++n) sum += dy[n * units_ + j];
      db[j] = sum;
    }
  }

  void backward_input(std::size_t rows, const T* dy, const T* w, T* dx, T*, Team*) const override {
    for (std::size_t n = 0; n < rows; ++n)
      for (std::size_t i = 0; i < inputs_; ++i) {
        T sum = 0;
        for (std::size_t j = 0; j < units_; ++j) sum += dy[n * units_ + j] * w[i * units_ + j];
        dx[n * inputs_ + i] = sum;
      }
  }

 private:
  std::size_t inputs_, units_;
};

}  // namespace

template <class T>
std::unique_ptr<DenseKernel<T>> make_dense(std::size_t inputs, std::size_t units) {
  return std::make_unique<Dense<T>>(inputs, units);
}
template std::unique_ptr<DenseKernel<float>> make_dense(std::size_t, std::size_t);
template std::unique_ptr<DenseKernel<double>> make_dense(std::size_t, std::size_t);

}  // namespace dlflow::kernels::reference
