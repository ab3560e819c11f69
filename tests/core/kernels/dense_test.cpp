#include "core/kernels/dense.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/random.hpp"
#include "core/kernels/small/product.hpp"
#include "core/tensor/aligned.hpp"

using namespace dlflow;
using kernels::Backend;

namespace {

AlignedVector<float> random_values(std::size_t n, std::uint64_t seed) {
  RandomStream stream{RandomKey(seed)};
  AlignedVector<float> values(n);
  for (float& value : values) value = static_cast<float>(stream.normal());
  return values;
}

/// The largest difference, in units of eps sqrt(depth) times the size of the summands.
double error(const AlignedVector<float>& a, const AlignedVector<float>& b, std::size_t depth) {
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    worst = std::max(worst, static_cast<double>(std::abs(a[i] - b[i])));
  return worst / (1.2e-7 * std::sqrt(static_cast<double>(depth) + 1) * 4);
}

struct Results {
  AlignedVector<float> y, dw, db, dx;
};

Results run(Backend backend, std::size_t rows, std::size_t inputs, std::size_t units) {
  const auto kernel = kernels::make_dense<float>(inputs, units, backend);
  const auto x = random_values(rows * inputs, 1), w = random_values(inputs * units, 2);
  const auto b = random_values(units, 3), dy = random_values(rows * units, 4);
  Results r;
  r.y.assign(rows * units, -1);
  r.dw.assign(inputs * units, -1);
  r.db.assign(units, -1);
  r.dx.assign(rows * inputs, -1);
  AlignedVector<float> scratch(kernel->scratch());
  kernel->forward(rows, x.data(), w.data(), b.data(), r.y.data());
  kernel->backward_weights(rows, x.data(), dy.data(), r.dw.data(), r.db.data());
  kernel->backward_input(rows, dy.data(), w.data(), r.dx.data(), scratch.data());
  return r;
}

}  // namespace

TEST_CASE("fast dense kernels give what the plain loops give, at odd sizes") {
  kernels::use_one_thread();
  const std::size_t rows = GENERATE(1, 3, 10, 33), inputs = GENERATE(1, 7, 16, 65);
  const std::size_t units = GENERATE(1, 5, 17, 48);
  const Backend backend = GENERATE(Backend::small, Backend::onednn, Backend::automatic);
  CAPTURE(rows, inputs, units, static_cast<int>(backend));
  const Results fast = run(backend, rows, inputs, units);
  const Results plain = run(Backend::reference, rows, inputs, units);
  CHECK(error(fast.y, plain.y, inputs) < 4);
  CHECK(error(fast.dw, plain.dw, rows) < 4);
  CHECK(error(fast.db, plain.db, rows) < 4);
  CHECK(error(fast.dx, plain.dx, units) < 4);
}

TEST_CASE("a dense kernel without a bias adds none") {
  const Backend backend = GENERATE(Backend::reference, Backend::small, Backend::onednn);
  const float x[2] = {1, 2}, w[6] = {1, 2, 3, 4, 5, 6};
  float y[3], dw[6];
  const auto kernel = kernels::make_dense<float>(2, 3, backend);
  kernel->forward(1, x, w, nullptr, y);
  CHECK(y[0] == 9);
  CHECK(y[1] == 12);
  CHECK(y[2] == 15);
  kernel->backward_weights(1, x, y, dw, nullptr);
  CHECK(dw[5] == 30);
}

TEST_CASE("the small product is the same on every instruction set this processor has") {
  using namespace kernels::small;
  const std::size_t rows = GENERATE(1, 6, 11), columns = GENERATE(1, 3, 8, 21);
  const std::size_t depth = 9;
  const auto a = random_values(rows * depth, 5), b = random_values(depth * columns, 6);
  AlignedVector<float> expected(rows * columns), got(rows * columns, -1);
  product_sse2(rows, columns, depth, {a.data(), depth, 1}, b.data(), nullptr, expected.data());
  best_set().product(rows, columns, depth, {a.data(), depth, 1}, b.data(), nullptr, got.data());
  CHECK(error(got, expected, depth) < 4);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    product_avx2(rows, columns, depth, {a.data(), depth, 1}, b.data(), nullptr, got.data());
    CHECK(error(got, expected, depth) < 4);
  }
}

TEST_CASE("the product over panels is the small product on every instruction set") {
  using namespace kernels::small;
  const std::size_t rows = GENERATE(1, 7, 8, 19), columns = GENERATE(1, 16, 31, 33, 70);
  const std::size_t depth = GENERATE(1, 9, 128, 300);
  CAPTURE(rows, columns, depth);
  const auto a = random_values(rows * (depth + 3), 7), b = random_values(depth * columns, 8);
  AlignedVector<float> expected(rows * columns);
  product_sse2(rows, columns, depth, {a.data(), depth + 3, 1}, b.data(), nullptr, expected.data());
  const auto check = [&](PanelProduct product, std::size_t panel) {
    AlignedVector<float> panels((columns + panel - 1) / panel * panel * depth, 0.0F);
    for (std::size_t k = 0; k < depth; ++k)
      for (std::size_t j = 0; j < columns; ++j)
        panels[(j / panel * depth + k) * panel + j % panel] = b[k * columns + j];
    AlignedVector<float> got(rows * columns, -1);
    product(rows, columns, depth, depth + 3, a.data(), panels.data(), got.data());
    CHECK(error(got, expected, depth) < 4);
  };
  check(panel_product_sse2, 8);
  check(best_set().panel_product, best_set().panel);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    check(panel_product_avx2, 16);
}
