#include "core/kernels/onednn/half_dense.hpp"

#include <map>
#include <mutex>
#include <shared_mutex>
#include <tuple>

#include "core/kernels/onednn/half.hpp"
#include "core/kernels/rows.hpp"

namespace dlflow::kernels::onednn {
namespace {

using dnnl::memory;

/// c (m, n) = op(a) op(b), row-major, where op transposes.
struct Product {
  std::size_t m, n, k;
  bool turns_a, turns_b;
};

/// The primitive for `width` of the n columns.
struct Plan {
  Plan(const Product& p, std::size_t width) {
    const auto dim = [](std::size_t value) { return static_cast<memory::dim>(value); };
    const auto strides = [&](bool turns, std::size_t rows, std::size_t columns) {
      return turns ? memory::dims{1, dim(rows)} : memory::dims{dim(columns), 1};
    };
    const auto half = memory::data_type::bf16;
    a = {{dim(p.m), dim(p.k)}, half, strides(p.turns_a, p.m, p.k)};
    b = {{dim(p.k), dim(width)}, half, strides(p.turns_b, p.k, p.n)};
    c = {{dim(p.m), dim(width)}, memory::data_type::f32, memory::dims{dim(p.n), 1}};
    dnnl::primitive_attr attributes;
    attributes.set_scratchpad_mode(dnnl::scratchpad_mode::user);
    const dnnl::matmul::primitive_desc made({a, b, c}, attributes, engine());
    primitive = dnnl::matmul(made);
    scratchpad = made.scratchpad_desc();
  }
  memory::desc a, b, c, scratchpad;
  dnnl::matmul primitive;
};

/// Columns are cut by their number alone, so that no bit depends on the threads.
std::size_t tiles_of(std::size_t columns) { return columns >= 1024 ? 4 : columns >= 256 ? 2 : 1; }

class HalfDense final : public DenseKernel<float> {
 public:
  HalfDense(std::size_t inputs, std::size_t units) : inputs_(inputs), units_(units) {}

  void forward(std::size_t rows, const float* x, const float* w, const float* b, float* y,
               Team* team) const override {
    run({rows, units_, inputs_, false, false}, x, w, y, team);
    if (b) add_to_rows(rows, units_, b, y);
  }
  void backward_weights(std::size_t rows, const float* x, const float* dy, float* dw, float* db,
                        Team* team) const override {
    run({inputs_, units_, rows, true, false}, x, dy, dw, team);
    if (db) sum_of_rows(rows, units_, dy, db);
  }
  void backward_input(std::size_t rows, const float* dy, const float* w, float* dx, float*,
                      Team* team) const override {
    run({rows, inputs_, units_, false, true}, dy, w, dx, team);
  }

 private:
  void run(const Product& p, const float* a, const float* b, float* c, Team* team) const {
    const std::uint16_t* left = halves(Slot::input, p.m * p.k, a, team);
    const std::uint16_t* right = halves(Slot::weights, p.k * p.n, b, team);
    const std::size_t tiles = tiles_of(p.n);
    run_parts(team, tiles, [&](std::size_t tile) {
      const std::size_t begin = p.n * tile / tiles, end = p.n * (tile + 1) / tiles;
      const Plan& plan = plan_for(p, end - begin);
      execute(plan.primitive, plan.scratchpad,
              {{DNNL_ARG_SRC, plan.a, left},
               {DNNL_ARG_WEIGHTS, plan.b, right + begin * (p.turns_b ? p.k : 1)},
               {DNNL_ARG_DST, plan.c, c + begin}});
    });
  }

  const Plan& plan_for(const Product& p, std::size_t width) const {
    const Key key{p.m, p.k, width, p.turns_a, p.turns_b};
    {
      const std::shared_lock lock(mutex_);
      if (const auto at = plans_.find(key); at != plans_.end()) return at->second;
    }
    const std::unique_lock lock(mutex_);
    return plans_.try_emplace(key, p, width).first->second;
  }

  using Key = std::tuple<std::size_t, std::size_t, std::size_t, bool, bool>;
  std::size_t inputs_, units_;
  mutable std::shared_mutex mutex_;
  mutable std::map<Key, Plan> plans_;
};

}  // namespace

std::unique_ptr<DenseKernel<float>> make_half_dense(std::size_t inputs, std::size_t units) {
  return std::make_unique<HalfDense>(inputs, units);
}

}  // namespace dlflow::kernels::onednn
