#include "core/kernels/small/dense.hpp"

#include "core/kernels/small/product.hpp"

namespace dlflow::kernels::small {
namespace {

class Dense final : public DenseKernel<float> {
 public:
  Dense(std::size_t inputs, std::size_t units)
      : inputs_(inputs), units_(units), product_(best_set().product) {}

  void forward(std::size_t rows, const float* x, const float* w, const float* b, float* y,
               Team*) const override {
    product_(rows, units_, inputs_, {x, inputs_, 1}, w, b, y);
  }

  void backward_weights(std::size_t rows, const float* x, const float* dy, float* dw, float* db,
                        Team*) const override {
    product_(inputs_, units_, rows, {x, 1, inputs_}, dy, nullptr, dw);
    // A product with a row of ones, read again and again at stride 0.
    const float one = 1;
    if (db) product_(1, units_, rows, {&one, 0, 0}, dy, nullptr, db);
  }

  void backward_input(std::size_t rows, const float* dy, const float* w, float* dx, float* scratch,
                      Team*) const override {
    for (std::size_t i = 0; i < inputs_; ++i)
      for (std::size_t j = 0; j < units_; ++j) scratch[j * inputs_ + i] = w[i * units_ + j];
    product_(rows, inputs_, units_, {dy, units_, 1}, scratch, nullptr, dx);
  }

  std::size_t scratch() const override { return inputs_ * units_; }

 private:
  std::size_t inputs_, units_;
  Product product_;
};

}  // namespace

std::unique_ptr<DenseKernel<float>> make_dense(std::size_t inputs, std::size_t units) {
  return std::make_unique<Dense>(inputs, units);
}

}  // namespace dlflow::kernels::small
