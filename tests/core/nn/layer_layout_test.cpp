#include <catch2/catch.hpp>

#include "core/base/team.hpp"
#include "core/kernels/dense.hpp"
#include "core/nn/layer.hpp"
#include "difference_quotient.hpp"
#include "flow.hpp"

using namespace dlflow;
using kernels::Layout;

namespace {

std::vector<float> floats(std::size_t n, RandomKey key) {
  const std::vector<double> values = test::normals(n, key);
  return {values.begin(), values.end()};
}

/// A built layer over rows of floats.
struct Run {
  Run(const schema::Chosen& chosen, const Shape& input, std::size_t rows)
      : layer(nn::kind_of(*chosen.choice).make(chosen.options.get())),
        output(layer->output_shape(input)),
        in(input) {
    layer->build(input);
    x = floats(rows * count(input), RandomKey(1));
    dy = floats(rows * count(output), RandomKey(2));
    y.resize(dy.size());
    dx.resize(x.size());
    weights = floats(layer->block(), RandomKey(3));
    gradients.resize(weights.size());
    saved.resize(layer->saved(rows));
    scratch.resize(layer->scratch(rows));
    for (std::size_t n = 0; n < rows; ++n) samples.push_back(static_cast<std::uint32_t>(n));
  }
  /// Results and gradients, in the plain layout whatever the layer worked in.
  void both(Layout available, Team* team = nullptr) {
    nn::Pass<float> pass;
    pass.layouts = layer->layouts(available);
    std::vector<float> own_x = moved(x, in, pass.layouts.input, true);
    std::vector<float> own_dy = moved(dy, output, pass.layouts.output, true);
    pass.rows = samples.size();
    pass.x = own_x.data();
    pass.y = y.data();
    pass.dy = own_dy.data();
    pass.dx = dx.data();
    pass.weights = weights.data();
    pass.gradients = gradients.data();
    pass.saved = saved.data();
    pass.scratch = scratch.data();
    pass.is_training = true;
    pass.samples = samples;
    pass.team = team;
    if (!steps.empty()) pass.steps = steps.data();
    layer->forward(pass);
    layer->backward(pass);
    y = moved(y, output, pass.layouts.output, false);
    dx = moved(dx, in, pass.layouts.input, false);
  }
  std::vector<float> moved(const std::vector<float>& values, const Shape& shape, Layout layout,
                           bool to_blocked) const {
    if (layout == Layout::plain) return values;
    std::vector<float> result(values.size());
    const std::size_t channels = shape.back(), spatial = count(shape) / channels;
    (to_blocked ? kernels::to_blocked : kernels::to_plain)(samples.size(), spatial, channels,
                                                           values.data(), result.data());
    return result;
  }

  std::unique_ptr<nn::Layer> layer;
  Shape output, in;
  std::vector<float> x, dy, y, dx, weights, gradients, saved, scratch;
  std::vector<std::uint32_t> samples;
  std::vector<std::int32_t> steps;
};

schema::Chosen example_of(const nn::LayerKind& kind) { return {&kind.choice, kind.example(), {}}; }

}  // namespace

TEST_CASE("every layer gives in the blocked layout what it gives in the plain one") {
  if (kernels::channel_block() == 0) return;
  std::size_t blocked = 0;
  for (const nn::LayerKind& kind : nn::layer_kinds())
    for (const Shape& given : kind.inputs) {
      Shape input = given;
      input.back() = 2 * kernels::channel_block();
      if (kind.codes > 0 || input.size() < 2) continue;
      CAPTURE(kind.choice.name, text(input));
      std::unique_ptr<Run> plain;
      try {
        plain = std::make_unique<Run>(example_of(kind), input, 3);
      } catch (const UserError&) {
        continue;  // a kind for fixed shapes
      }
      if (plain->layer->layouts(Layout::blocked).input == Layout::plain) continue;
      ++blocked;
      Run other(example_of(kind), input, 3);
      plain->both(Layout::plain);
      other.both(Layout::blocked);
      CHECK(plain->y == other.y);
      CHECK(plain->dx == other.dx);
      CHECK(plain->gradients == other.gradients);
    }
  CHECK(blocked >= 20);
}

TEST_CASE("branches that end in different layouts are merged") {
  if (kernels::channel_block() == 0) return;
  const std::string merge = GENERATE("concat", "add", "multiply", "average", "max");
  // A layer that takes plain blocks alone, one that keeps the layout, and the input itself.
  const schema::Chosen chosen =
      test::chosen_by_text(nn::layer_choices(), "parallel",
                           "{branches: [[elu], [layer_normalization], []], merge: " + merge + "}");
  const Shape input{2, 3, 2 * kernels::channel_block()};
  Run plain(chosen, input, 3), blocked(chosen, input, 3);
  CHECK(blocked.layer->layouts(Layout::blocked).output == Layout::blocked);
  plain.both(Layout::plain);
  blocked.both(Layout::blocked);
  CHECK(plain.y == blocked.y);
  CHECK(plain.gradients == blocked.gradients);
  CHECK(plain.dx == blocked.dx);
}

TEST_CASE("every layer gives the same bits for any number of threads") {
  kernels::use_one_thread();
  for (const nn::LayerKind& kind : nn::layer_kinds()) {
    CAPTURE(kind.choice.name);
    Run alone(example_of(kind), kind.inputs[0], 19), together(example_of(kind), kind.inputs[0], 19);
    for (std::size_t i = 0; kind.codes > 0 && i < alone.x.size(); ++i)
      alone.x[i] = together.x[i] = static_cast<float>(i % kind.codes);
    Team team(3, kernels::use_one_thread);
    alone.both(Layout::plain);
    together.both(Layout::plain, &team);
    CHECK(alone.y == together.y);
    CHECK(alone.dx == together.dx);
    CHECK(alone.gradients == together.gradients);
  }
}

TEST_CASE("a padded sequence gives what it gives alone") {
  const std::string text = GENERATE(
      "max_pooling1d {pool_size: 2}", "max_pooling1d {pool_size: 3, strides: 1}",
      "average_pooling1d {pool_size: 2}", "global_max_pooling1d {}", "global_average_pooling1d {}",
      "zero_padding1d {padding: [2, 1]}", "cropping1d {cropping: 1}", "upsampling1d {size: 2}");
  const std::string kind = text.substr(0, text.find(' ')), options = text.substr(text.find(' '));
  const schema::Chosen chosen = test::chosen_by_text(nn::layer_choices(), kind, options);
  CAPTURE(text);
  const std::size_t steps = 4, channels = 3;
  Run alone(chosen, {steps, channels}, 1), padded(chosen, {9, channels}, 1);
  padded.steps = {static_cast<std::int32_t>(steps)};
  std::copy(alone.x.begin(), alone.x.end(), padded.x.begin());
  alone.both(Layout::plain);
  const bool is_global = padded.output.size() == 1;
  const std::size_t left =
      is_global ? 1 : static_cast<std::size_t>(padded.layer->output_steps(steps));
  const std::size_t own = is_global ? 1 : alone.output[0];
  CHECK(left >= own);
  std::copy(alone.dy.begin(), alone.dy.end(), padded.dy.begin());
  std::fill(padded.dy.begin() + static_cast<std::ptrdiff_t>(own * channels), padded.dy.end(), 0.0F);
  padded.both(Layout::plain);
  CHECK(std::equal(alone.y.begin(), alone.y.end(), padded.y.begin()));
  CHECK(std::equal(alone.dx.begin(), alone.dx.end(), padded.dx.begin()));
  for (std::size_t i = alone.dx.size(); i < padded.dx.size(); ++i) CHECK(padded.dx[i] == 0);
}
