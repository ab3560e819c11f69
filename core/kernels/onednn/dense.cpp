#include "core/kernels/onednn/dense.hpp"

#include <omp.h>
#include <oneapi/dnnl/dnnl.h>

#include <algorithm>

#include "core/base/error.hpp"
#include "core/kernels/rows.hpp"

namespace dlflow::kernels {

void use_one_thread() { omp_set_num_threads(1); }

namespace onednn {
namespace {

/// A matrix whose rows are `stride` values apart.
struct Block {
  const float* values;
  std::size_t stride;
};

/// c (m, n) = op(a) op(b), row-major, where op transposes for 'T'.
void product(char op_a, char op_b, std::size_t m, std::size_t n, std::size_t k, Block a, Block b,
             float* c, std::size_t stride) {
  const auto status = dnnl_sgemm(
      op_a, op_b, static_cast<dnnl_dim_t>(m), static_cast<dnnl_dim_t>(n),
      static_cast<dnnl_dim_t>(k), 1.0F, a.values, static_cast<dnnl_dim_t>(a.stride), b.values,
      static_cast<dnnl_dim_t>(b.stride), 0.0F, c, static_cast<dnnl_dim_t>(stride));
  DLFLOW_REQUIRE(status == dnnl_success, "the matrix product failed");
}

/// Columns of a tile are whole panels of the library's kernels, so that a value is summed in the
/// same order whichever tile it lies in.
constexpr std::size_t kPanel = 64;

/// Calls work(begin, width) for tiles of the columns, one for each thread.
template <class Work>
void in_tiles(Team* team, std::size_t columns, const Work& work) {
  const std::size_t panels = (columns + kPanel - 1) / kPanel;
  const std::size_t threads = team ? static_cast<std::size_t>(team->threads()) : 1;
  const std::size_t tiles = std::min(panels, threads);
  run_parts(team, tiles, [&](std::size_t tile) {
    const std::size_t begin = tile * panels / tiles * kPanel;
    const std::size_t end = std::min(columns, (tile + 1) * panels / tiles * kPanel);
    work(begin, end - begin);
  });
}

class Dense final : public DenseKernel<float> {
 public:
  Dense(std::size_t inputs, std::size_t units) : inputs_(inputs), units_(units) {}

  void forward(std::size_t rows, const float* x, const float* w, const float* b, float* y,
               Team* team) const override {
    in_tiles(team, units_, [&](std::size_t j, std::size_t width) {
      product('N', 'N', rows, width, inputs_, {x, inputs_}, {w + j, units_}, y + j, units_);
    });
    if (b) add_to_rows(rows, units_, b, y);
  }

  void backward_weights(std::size_t rows, const float* x, const float* dy, float* dw, float* db,
                        Team* team) const override {
    in_tiles(team, units_, [&](std::size_t j, std::size_t width) {
      product('T', 'N', inputs_, width, rows, {x, inputs_}, {dy + j, units_}, dw + j, units_);
    });
    if (db) sum_of_rows(rows, units_, dy, db);
  }

  void backward_input(std::size_t rows, const float* dy, const float* w, float* dx, float*,
                      Team* team) const override {
    in_tiles(team, inputs_, [&](std::size_t i, std::size_t width) {
      product('N', 'T', rows, width, units_, {dy, units_}, {w + i * units_, units_}, dx + i,
              inputs_);
    });
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
