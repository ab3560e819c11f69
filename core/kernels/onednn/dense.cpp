#include "core/kernels/onednn/dense.hpp"

#include <omp.h>
#include <oneapi/dnnl/dnnl.h>

#include "core/base/error.hpp"
#include "core/kernels/rows.hpp"

namespace dlflow::kernels {

void use_one_thread() { omp_set_num_threads(1); }

namespace onednn {
namespace {

/// c (m, n) = op(a) op(b), row-major, where op transposes for 'T'.
void product(char op_a, char op_b, std::size_t m, std::size_t n, std::size_t k, const float* a,
             std::size_t lda, const float* b, std::size_t ldb, float* c) {
  const auto status =
      dnnl_sgemm(op_a, op_b, static_cast<dnnl_dim_t>(m), static_cast<dnnl_dim_t>(n),
                 static_cast<dnnl_dim_t>(k), 1.0F, a, static_cast<dnnl_dim_t>(lda), b,
                 static_cast<dnnl_dim_t>(ldb), 0.0F, c, static_cast<dnnl_dim_t>(n));
  DLFLOW_REQUIRE(status == dnnl_success, "the matrix product failed");
}

class Dense final : public DenseKernel<float> {
 public:
  Dense(std::size_t inputs, std::size_t units) : inputs_(inputs), units_(units) {}

  void forward(std::size_t rows, const float* x, const float* w, const float* b,
               float* y) const override {
    product('N', 'N', rows, units_, inputs_, x, inputs_, w, units_, y);
    if (b) add_to_rows(rows, units_, b, y);
  }

  void backward_weights(std::size_t rows, const float* x, const float* dy, float* dw,
                        float* db) const override {
    product('T', 'N', inputs_, units_, rows, x, inputs_, dy, units_, dw);
    if (db) sum_of_rows(rows, units_, dy, db);
  }

  void backward_input(std::size_t rows, const float* dy, const float* w, float* dx,
                      float*) const override {
    product('N', 'T', rows, inputs_, units_, dy, units_, w, units_, dx);
  }

 private:
  std::size_t inputs_, units_;
};

}  // namespace

std::unique_ptr<DenseKernel<float>> make_dense(std::size_t inputs, std::size_t units) {
  return std::make_unique<Dense>(inputs, units);
}

}  // namespace onednn
}  // namespace dlflow::kernels
