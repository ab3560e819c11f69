#include <bit>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/base/random.hpp"
#include "core/kernels/convolution.hpp"
#include "core/kernels/precision.hpp"
#include "core/tensor/aligned.hpp"

using namespace dlflow;
using namespace dlflow::kernels;

namespace {

AlignedVector<float> random_values(std::size_t n, std::uint64_t seed) {
  RandomStream stream{RandomKey(seed)};
  AlignedVector<float> values(n);
  for (float& value : values) value = static_cast<float>(stream.normal());
  return values;
}

AlignedVector<float> rounded(AlignedVector<float> values) {
  std::vector<std::uint16_t> halves(values.size());
  to_bfloat16(values.size(), values.data(), halves.data());
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = std::bit_cast<float>(std::uint32_t{halves[i]} << 16);
  return values;
}

/// The largest difference, in units of the largest value.
double difference(const AlignedVector<float>& a, const AlignedVector<float>& b) {
  REQUIRE(a.size() == b.size());
  double worst = 0, size = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    worst = std::max(worst, std::abs(double{a[i]} - double{b[i]}));
    size = std::max(size, std::abs(double{b[i]}));
  }
  return worst / size;
}

struct Results {
  AlignedVector<float> y, dw, db, dx;
  bool operator==(const Results&) const = default;
};

/// The three products of a kernel over the same random blocks, or of halves of them.
template <class Kernel>
Results run(const Kernel& kernel, std::size_t rows, const Results& sizes, bool is_rounded,
            Team* team = nullptr) {
  const auto values = [&](std::size_t n, std::uint64_t seed) {
    return is_rounded ? rounded(random_values(n, seed)) : random_values(n, seed);
  };
  const auto x = values(sizes.dx.size(), 1), w = values(sizes.dw.size(), 2);
  const auto b = random_values(sizes.db.size(), 3);
  const auto dy = values(sizes.y.size(), 4);
  Results r = sizes;
  kernel.forward(rows, x.data(), w.data(), b.data(), r.y.data(), team);
  kernel.backward_weights(rows, x.data(), dy.data(), r.dw.data(), r.db.data(), team);
  if constexpr (std::is_base_of_v<DenseKernel<float>, Kernel>)
    kernel.backward_input(rows, dy.data(), w.data(), r.dx.data(), nullptr, team);
  else
    kernel.backward_input(rows, dy.data(), w.data(), r.dx.data(), team);
  return r;
}

Results sized(std::size_t y, std::size_t dw, std::size_t db, std::size_t dx) {
  Results r;
  r.y.assign(y, -1);
  r.dw.assign(dw, -1);
  r.db.assign(db, -1);
  r.dx.assign(dx, -1);
  return r;
}

void check_close(const Results& half, const Results& exact) {
  CHECK(difference(half.y, exact.y) < 1e-5);
  CHECK(difference(half.dw, exact.dw) < 1e-5);
  CHECK(difference(half.dx, exact.dx) < 1e-5);
}

}  // namespace

TEST_CASE("a float is rounded to the nearest bfloat16, ties to even") {
  const auto half = [](float value) {
    std::uint16_t out = 0;
    to_bfloat16(1, &value, &out);
    return std::bit_cast<float>(std::uint32_t{out} << 16);
  };
  CHECK(half(1) == 1);
  CHECK(half(-0.15625F) == -0.15625F);
  CHECK(half(1 + 1.0F / 256) == 1);               // a tie: the even neighbour is below
  CHECK(half(1 + 3.0F / 256) == 1 + 4.0F / 256);  // and here above
  CHECK(half(1 + 1.1F / 256) == 1 + 2.0F / 256);
  CHECK(half(3.4e38F) == std::numeric_limits<float>::infinity());
  CHECK(half(-std::numeric_limits<float>::infinity()) == -std::numeric_limits<float>::infinity());
  CHECK(std::isnan(half(std::numeric_limits<float>::quiet_NaN())));
  CHECK(std::isnan(half(std::bit_cast<float>(0x7f800001U))));
}

TEST_CASE("half products are those of the rounded factors, for any number of threads") {
  if (!has_bfloat16()) return;
  use_one_thread();
  const auto [rows, inputs, units] = GENERATE(table<std::size_t, std::size_t, std::size_t>(
      {{1, 200, 200}, {7, 33, 1030}, {32, 512, 300}, {129, 100, 400}}));
  CAPTURE(rows, inputs, units);
  const Results sizes = sized(rows * units, inputs * units, units, rows * inputs);
  const auto half = make_dense<float>(inputs, units, Backend::bfloat16);
  const auto exact = make_dense<float>(inputs, units, Backend::reference);
  const Results alone = run(*half, rows, sizes, false);
  const Results wanted = run(*exact, rows, sizes, true);
  check_close(alone, wanted);
  CHECK(difference(alone.y, run(*exact, rows, sizes, false).y) < 0.02);
  for (const int threads : {2, 3, 4, 8}) {
    Team team(threads, use_one_thread);
    CHECK(run(*half, rows, sizes, false, &team) == alone);
  }
}

TEST_CASE("a half convolution is that of the rounded factors, for any number of threads") {
  if (!has_bfloat16()) return;
  use_one_thread();
  Convolution s;
  s.height = 6;
  s.width = 5;
  s.inputs = 2 * channel_block();
  s.filters = channel_block();
  s.kernel_height = s.kernel_width = GENERATE(1, 3);
  s.top = s.bottom = s.left = s.right = s.kernel_width / 2;
  s.stride_height = s.stride_width = GENERATE(1, 2);
  const std::size_t rows = GENERATE(3, 20);
  CAPTURE(s.kernel_width, s.stride_width, rows);
  const Results sizes =
      sized(rows * s.output_size(), s.kernel_size(), s.filters, rows * s.input_size());
  const auto half = make_convolution<float>(s, Backend::bfloat16);
  const auto fast = make_convolution<float>(s, Backend::onednn);
  REQUIRE(half->input_layout(Layout::plain) == Layout::blocked);
  REQUIRE(half->output_layout(Layout::plain) == Layout::blocked);
  const Results alone = run(*half, rows, sizes, false);
  check_close(alone, run(*fast, rows, sizes, true));
  for (const int threads : {2, 3, 4, 8}) {
    Team team(threads, use_one_thread);
    CHECK(run(*half, rows, sizes, false, &team) == alone);
  }
}

TEST_CASE("the planned precision lasts as long as its scope") {
  CHECK(planned_precision() == Precision::float32);
  {
    const PlannedPrecision half(Precision::bfloat16);
    CHECK(planned_precision() == Precision::bfloat16);
  }
  CHECK(planned_precision() == Precision::float32);
}
