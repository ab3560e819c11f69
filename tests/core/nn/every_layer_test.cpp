#include <catch2/catch.hpp>

#include "core/nn/layer.hpp"
#include "difference_quotient.hpp"

using namespace dlflow;

namespace {

/// One built layer in double with random input, weights and a random linear function of its result.
struct Bench {
  Bench(const nn::LayerKind& kind, const Shape& input, std::size_t rows, RandomKey key)
      : layer(kind.make(kind.example().get())), output(layer->output_shape(input)) {
    layer->build(input);
    x = test::normals(rows * count(input), key.with("x"));
    for (std::size_t i = 0; kind.codes > 0 && i < x.size(); ++i)
      x[i] = static_cast<double>(key.with("x").with(i).value() % kind.codes);
    weights = test::normals(layer->block(), key.with("w"));
    factors = test::normals(rows * count(output), key.with("c"));
    y.resize(factors.size());
    dx.resize(x.size(), -1);
    gradients.resize(weights.size());
    saved.resize(layer->saved(rows));
    scratch.resize(layer->scratch(rows));
    for (std::size_t n = 0; n < rows; ++n) samples.push_back(static_cast<std::uint32_t>(7 * n));
  }
  /// Real steps of sequences (T, C): some rows have all, some few, some none.
  void mask(std::size_t most, RandomKey key) {
    RandomStream stream(key);
    for (std::size_t n = 0; n < samples.size(); ++n)
      steps.push_back(static_cast<std::int32_t>(n == 0 ? most : stream.below(most + 1)));
  }

  nn::Pass<double> pass() {
    nn::Pass<double> p;
    p.rows = samples.size();
    p.x = x.data();
    p.y = y.data();
    p.dx = dx.data();
    p.weights = weights.data();
    p.gradients = gradients.data();
    p.saved = saved.data();
    p.scratch = scratch.data();
    p.is_training = true;
    p.samples = samples;
    if (!steps.empty()) p.steps = steps.data();
    return p;
  }
  double value() {
    layer->forward(pass());
    double sum = 0;
    for (std::size_t i = 0; i < y.size(); ++i) sum += factors[i] * y[i];
    return sum;
  }
  void backward() {
    value();
    std::vector<double> dy = factors;
    nn::Pass<double> p = pass();
    p.dy = dy.data();
    layer->backward(p);
  }

  std::unique_ptr<nn::Layer> layer;
  Shape output;
  std::vector<double> x, weights, factors, y, dx, gradients, saved, scratch;
  std::vector<std::uint32_t> samples;
  std::vector<std::int32_t> steps;
};

void check_gradients(const nn::LayerKind& kind, Bench& bench) {
  bench.backward();
  const auto value = [&] { return bench.value(); };
  if (kind.codes > 0)
    CHECK(bench.dx == std::vector<double>(bench.dx.size(), 0));
  else
    CHECK(test::gradient_error(value, bench.x.data(), bench.x.size(), bench.dx.data()) < 1e-6);
  for (const Parameter& parameter : bench.layer->parameters()) {
    CAPTURE(parameter.name);
    CHECK(test::gradient_error(value, bench.weights.data() + parameter.offset,
                               count(parameter.shape),
                               bench.gradients.data() + parameter.offset) < 1e-6);
  }
}

}  // namespace

TEST_CASE("every layer names an example, a sentence and inputs") {
  REQUIRE(!nn::layer_kinds().empty());
  for (const nn::LayerKind& kind : nn::layer_kinds()) {
    CAPTURE(kind.choice.name);
    CHECK(!kind.choice.doc.empty());
    CHECK(!kind.choice.example.empty());
    CHECK(kind.inputs.size() >= 2);
    CHECK(kind.example() != nullptr);
    CHECK(&nn::kind_of(kind.choice) == &kind);
  }
  CHECK(nn::layer_choices().size() == nn::layer_kinds().size());
}

TEST_CASE("the gradients of every layer follow the difference quotient") {
  for (const nn::LayerKind& kind : nn::layer_kinds()) {
    std::size_t shapes = 0;
    for (const Shape& input : kind.inputs)
      for (const std::size_t rows : {1, 2, 5, 9}) {
        ++shapes;
        for (const std::uint64_t seed : {1, 2, 3}) {
          CAPTURE(kind.choice.name, text(input), rows, seed);
          Bench bench(kind, input, rows, RandomKey(seed));
          check_gradients(kind, bench);
          if (input.size() != 2) continue;
          Bench masked(kind, input, rows, RandomKey(seed));
          masked.mask(input[0], RandomKey(seed).with("steps"));
          check_gradients(kind, masked);
        }
      }
    CHECK(shapes >= 8);
  }
}

TEST_CASE("every layer gives in float what it gives in double") {
  for (const nn::LayerKind& kind : nn::layer_kinds()) {
    CAPTURE(kind.choice.name);
    Bench bench(kind, kind.inputs[0], 5, RandomKey(4));
    const std::vector<float> x(bench.x.begin(), bench.x.end());
    const std::vector<float> weights(bench.weights.begin(), bench.weights.end());
    std::vector<float> y(bench.y.size()), saved(bench.saved.size());
    std::vector<float> scratch(bench.scratch.size());
    nn::Pass<float> pass;
    pass.rows = 5;
    pass.x = x.data();
    pass.y = y.data();
    pass.weights = weights.data();
    pass.saved = saved.data();
    pass.scratch = scratch.data();
    pass.is_training = true;
    pass.samples = bench.samples;
    bench.layer->forward(pass);
    bench.value();
    for (std::size_t i = 0; i < y.size(); ++i)
      REQUIRE(y[i] == Approx(bench.y[i]).epsilon(1e-5).margin(1e-5));
  }
}

TEST_CASE("a layer that needs no input gradient writes none") {
  for (const nn::LayerKind& kind : nn::layer_kinds()) {
    Bench bench(kind, kind.inputs[0], 2, RandomKey(1));
    bench.value();
    std::vector<double> dy = bench.factors;
    nn::Pass<double> pass = bench.pass();
    pass.dy = dy.data();
    pass.dx = nullptr;
    bench.layer->backward(pass);
    CHECK(bench.dx == std::vector<double>(bench.dx.size(), -1));
  }
}
