#include "core/kernels/convolution.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/random.hpp"
#include "core/tensor/aligned.hpp"

using namespace dlflow;
using kernels::Convolution;
using kernels::Layout;

namespace {

using Floats = AlignedVector<float>;

Floats normals(std::size_t count, std::uint64_t seed) {
  RandomStream stream{RandomKey(seed)};
  Floats values(count);
  for (float& value : values) value = static_cast<float>(stream.normal());
  return values;
}

/// Values of rows (spatial, channels) in the other layout, where the kernel asks for it.
Floats arranged(const Floats& plain, std::size_t rows, std::size_t channels, Layout layout) {
  if (layout == Layout::plain) return plain;
  Floats blocked(plain.size());
  kernels::to_blocked(rows, plain.size() / rows / channels, channels, plain.data(), blocked.data());
  return blocked;
}
Floats plain_of(const Floats& values, std::size_t rows, std::size_t channels, Layout layout) {
  if (layout == Layout::plain) return values;
  Floats plain(values.size());
  kernels::to_plain(rows, values.size() / rows / channels, channels, values.data(), plain.data());
  return plain;
}

/// The largest difference, relative to what rounding may do to a sum of `terms` products;
/// Winograd's algorithm rounds more.
double error(const Floats& got, const Floats& wanted, std::size_t terms) {
  double worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i)
    worst = std::max(worst, std::abs(static_cast<double>(got[i]) - static_cast<double>(wanted[i])));
  return worst / (std::sqrt(static_cast<double>(terms)) * 1.2e-7);
}

struct Results {
  Floats y, dw, db, dx;
};

Results run(const Convolution& s, std::size_t rows, kernels::Backend backend, Team* team) {
  kernels::use_one_thread();
  const auto kernel = kernels::make_convolution<float>(s, backend);
  const Layout in = kernel->input_layout(Layout::plain), out = kernel->output_layout(Layout::plain);
  const Floats x = arranged(normals(rows * s.input_size(), 1), rows, s.inputs, in);
  const Floats w = normals(s.kernel_size(), 2), b = normals(s.filters, 3);
  const Floats dy = arranged(normals(rows * s.output_size(), 4), rows, s.filters, out);
  Results r;
  r.y.resize(dy.size());
  r.dw.resize(w.size());
  r.db.resize(b.size());
  r.dx.resize(x.size());
  kernel->forward(rows, x.data(), w.data(), b.data(), r.y.data(), team);
  kernel->backward_weights(rows, x.data(), dy.data(), r.dw.data(), r.db.data(), team);
  kernel->backward_input(rows, dy.data(), w.data(), r.dx.data(), team);
  r.y = plain_of(r.y, rows, s.filters, out);
  r.dx = plain_of(r.dx, rows, s.inputs, in);
  return r;
}

Convolution square(std::size_t size, std::size_t inputs, std::size_t filters, std::size_t kernel,
                   std::size_t padding = 0, std::size_t stride = 1) {
  Convolution s;
  s.height = s.width = size;
  s.inputs = inputs;
  s.filters = filters;
  s.kernel_height = s.kernel_width = kernel;
  s.top = s.bottom = s.left = s.right = padding;
  s.stride_height = s.stride_width = stride;
  return s;
}

std::vector<Convolution> shapes() {
  std::vector<Convolution> all = {
      square(8, 1, 32, 3),        square(9, 3, 16, 3, 1),  square(8, 32, 64, 3, 1),
      square(7, 64, 64, 3, 1),    square(9, 16, 32, 3, 1), square(8, 32, 64, 3, 1, 2),
      square(8, 32, 64, 1, 0, 2), square(5, 7, 11, 3, 1),  square(6, 20, 32, 3, 1),
      square(4, 2, 5, 4),         square(11, 13, 16, 5, 2)};
  Convolution odd = square(7, 4, 6, 2);
  odd.kernel_width = 3;
  odd.dilation_width = 2;
  odd.right = 3;
  odd.stride_height = 2;
  all.push_back(odd);
  Convolution grouped = square(6, 8, 12, 3, 1);
  grouped.groups = 4;
  all.push_back(grouped);
  Convolution depthwise = square(6, 32, 32, 3, 1);
  depthwise.groups = 32;
  all.push_back(depthwise);
  Convolution sequence;
  sequence.width = 31;
  sequence.inputs = 32;
  sequence.filters = 48;
  sequence.kernel_width = 8;
  sequence.left = 3;
  sequence.right = 4;
  all.push_back(sequence);
  // A border and a window that blocked kernels do not take.
  Convolution causal;
  causal.width = 96;
  causal.inputs = causal.filters = 32;
  causal.kernel_width = 3;
  causal.dilation_width = 16;
  causal.left = 32;
  all.push_back(causal);
  Convolution wide;
  wide.width = 96;
  wide.filters = 16;
  wide.kernel_width = 41;
  wide.left = wide.right = 20;
  all.push_back(wide);
  return all;
}

}  // namespace

TEST_CASE("fast convolutions agree with the reference on odd sizes") {
  for (const Convolution& s : shapes())
    for (const std::size_t rows : {1, 5, 17}) {
      CAPTURE(s.height, s.width, s.inputs, s.filters, s.kernel_height, s.kernel_width, s.groups,
              rows);
      const Results fast = run(s, rows, kernels::Backend::automatic, nullptr);
      const Results plain = run(s, rows, kernels::Backend::reference, nullptr);
      const std::size_t window = s.kernel_size() / s.filters;
      const std::size_t places = rows * s.output_height() * s.output_width();
      CHECK(error(fast.y, plain.y, window) < 100);
      CHECK(error(fast.dw, plain.dw, places) < 100);
      CHECK(error(fast.db, plain.db, places) < 100);
      CHECK(error(fast.dx, plain.dx, window) < 200);
    }
}

TEST_CASE("a convolution has the same bits for any number of threads") {
  for (const Convolution& s : shapes())
    for (const std::size_t rows : {3, 17, 256}) {
      if (rows == 256 && s.inputs > 32) continue;
      const Results alone = run(s, rows, kernels::Backend::automatic, nullptr);
      for (const int threads : {2, 3, 4, 8}) {
        CAPTURE(s.inputs, s.filters, rows, threads);
        Team team(threads, kernels::use_one_thread);
        const Results together = run(s, rows, kernels::Backend::automatic, &team);
        CHECK((together.y == alone.y));
        CHECK((together.dw == alone.dw));
        CHECK((together.db == alone.db));
        CHECK((together.dx == alone.dx));
      }
    }
}

TEST_CASE("blocking and unblocking give back what went in") {
  if (kernels::channel_block() == 0) return;
  const Floats plain = normals(3 * 35 * 48, 5);
  const Floats blocked = arranged(plain, 3, 48, Layout::blocked);
  CHECK(blocked != plain);
  CHECK(plain_of(blocked, 3, 48, Layout::blocked) == plain);
}

TEST_CASE("no convolution falls to plain loops that takes vector kernels in another layout") {
  if (kernels::channel_block() != 16) return;  // which shapes are refused differs
  for (const std::size_t dilation : {1, 8, 16, 64}) {
    CAPTURE(dilation);
    Convolution s;
    s.width = 96;
    s.inputs = s.filters = 2 * kernels::channel_block();
    s.kernel_width = 3;
    s.dilation_width = dilation;
    s.left = 2 * dilation;
    const auto kernel = kernels::make_convolution<float>(s);
    const Layout wanted = dilation == 1 ? Layout::blocked : Layout::plain;
    CHECK(kernel->input_layout(Layout::plain) == wanted);
    CHECK(kernel->output_layout(Layout::plain) == wanted);
  }
}
