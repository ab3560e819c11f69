#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <sstream>

#include "core/nn/layer.hpp"
#include "flow.hpp"

using namespace dlflow;
using kernels::Layout;

namespace {

/// A case of tests/reference/layers.txt; layers.py there says what its lines are.
struct Case {
  std::string kind, options;
  Shape input;
  std::size_t rows = 0;
  std::vector<std::vector<double>> parameters, gradients;
  std::vector<double> x, factors, y, dx;
  /// Of a layer with statistics, before and after the pass.
  std::vector<std::vector<double>> statistics, new_statistics;
  bool is_training = true;
};

std::vector<double> numbers(std::istream& file) {
  std::string line;
  REQUIRE(std::getline(file, line));
  std::istringstream words(line);
  std::vector<double> values;
  for (double value; words >> value;) values.push_back(value);
  return values;
}

std::vector<Case> read_cases() {
  std::ifstream file(DLFLOW_SOURCE_DIR "/tests/reference/layers.txt");
  std::vector<Case> cases;
  for (std::string line; std::getline(file, line);) {
    Case& c = cases.emplace_back();
    std::istringstream parts(line);
    std::string shape, rows, parameters, mode;
    std::getline(parts, c.kind, '|');
    std::getline(parts, c.options, '|');
    std::getline(parts, shape, '|');
    std::getline(parts, rows, '|');
    std::getline(parts, parameters, '|');
    std::getline(parts, mode);
    std::istringstream extents(shape);
    for (std::size_t extent; extents >> extent;) c.input.push_back(extent);
    c.rows = std::stoul(rows);
    c.x = numbers(file);
    for (std::size_t i = 0; i < std::stoul(parameters); ++i) c.parameters.push_back(numbers(file));
    c.factors = numbers(file);
    c.y = numbers(file);
    c.dx = numbers(file);
    for (std::size_t i = 0; i < c.parameters.size(); ++i) c.gradients.push_back(numbers(file));
    c.is_training = mode != "predicting";
    for (int i = 0; i < 2 && !mode.empty(); ++i) {
      c.statistics.push_back(numbers(file));
      c.new_statistics.push_back(numbers(file));
    }
  }
  return cases;
}

/// Relative to the largest value; T's rounding times a factor for sums over up to 600 values.
template <class T>
void check_equal(const std::vector<T>& values, const std::vector<double>& wanted, double scale) {
  REQUIRE(values.size() == wanted.size());
  double worst = 0, size = 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    worst = std::max(worst, std::abs(static_cast<double>(values[i]) - wanted[i]));
    size = std::max(size, std::abs(wanted[i]));
  }
  CHECK(worst <= scale * std::numeric_limits<T>::epsilon() * size);
}

/// Values given in the plain layout, or back in it.
template <class T>
std::vector<T> moved(const std::vector<T>& values, std::size_t rows, const Shape& shape,
                     Layout layout, bool to_blocked) {
  std::vector<T> result = values;
  const std::size_t channels = shape.back(), spatial = count(shape) / channels;
  if constexpr (std::is_same_v<T, float>)
    if (layout == Layout::blocked)
      (to_blocked ? kernels::to_blocked : kernels::to_plain)(rows, spatial, channels, values.data(),
                                                             result.data());
  return result;
}

/// Numbers of a case in the blocks of a layer.
template <class T>
std::vector<T> laid_out(std::size_t size, const std::vector<Parameter>& places,
                        const std::vector<std::vector<double>>& values) {
  REQUIRE(places.size() == values.size());
  std::vector<T> block(size);
  for (std::size_t i = 0; i < values.size(); ++i) {
    REQUIRE(count(places[i].shape) == values[i].size());
    std::copy(values[i].begin(), values[i].end(),
              block.begin() + static_cast<std::ptrdiff_t>(places[i].offset));
  }
  return block;
}

template <class T>
void check_blocks(const std::vector<T>& block, const std::vector<Parameter>& places,
                  const std::vector<std::vector<double>>& wanted, double scale) {
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    CAPTURE(places[i].name);
    const auto begin = block.begin() + static_cast<std::ptrdiff_t>(places[i].offset);
    const auto size = static_cast<std::ptrdiff_t>(wanted[i].size());
    check_equal(std::vector<T>(begin, begin + size), wanted[i], scale);
  }
}

/// The layer over an input that lies in `available`.
template <class T>
void check_case(const Case& c, Layout available, double scale) {
  const schema::Chosen chosen = test::chosen_by_text(nn::layer_choices(), c.kind, c.options);
  const auto layer = nn::kind_of(*chosen.choice).make(chosen.options.get());
  const Shape output = layer->output_shape(c.input);
  REQUIRE(c.rows * count(output) == c.y.size());
  layer->build(c.input);
  nn::Pass<T> pass;
  if constexpr (std::is_same_v<T, float>) pass.layouts = layer->layouts(available);
  const auto weights = laid_out<T>(layer->block(), layer->parameters(), c.parameters);
  const auto statistics = laid_out<T>(layer->statistics_block(), layer->statistics(), c.statistics);
  std::vector<T> gradients(layer->block(), T{-1}), new_statistics = statistics;
  const auto x = moved<T>({c.x.begin(), c.x.end()}, c.rows, c.input, pass.layouts.input, true);
  auto dy =
      moved<T>({c.factors.begin(), c.factors.end()}, c.rows, output, pass.layouts.output, true);
  std::vector<T> y(dy.size()), dx(x.size(), T{-1});
  std::vector<T> saved(layer->saved(c.rows)), scratch(layer->scratch(c.rows));
  pass.rows = c.rows;
  pass.x = x.data();
  pass.y = y.data();
  pass.dy = dy.data();
  pass.dx = dx.data();
  pass.weights = weights.data();
  pass.gradients = gradients.data();
  pass.statistics = statistics.data();
  if (c.is_training) pass.new_statistics = new_statistics.data();
  pass.saved = saved.data();
  pass.scratch = scratch.data();
  pass.is_training = c.is_training;
  layer->forward(pass);
  check_equal(moved(y, c.rows, output, pass.layouts.output, false), c.y, scale);
  layer->backward(pass);
  check_equal(moved(dx, c.rows, c.input, pass.layouts.input, false), c.dx, scale);
  check_blocks(gradients, layer->parameters(), c.gradients, scale);
  check_blocks(new_statistics, layer->statistics(), c.new_statistics, scale);
}

bool may_be_blocked(const Shape& input) {
  return kernels::channel_block() > 0 && input.size() > 1 &&
         input.back() % kernels::channel_block() == 0;
}

}  // namespace

TEST_CASE("layers give the results and gradients of PyTorch") {
  const std::vector<Case> cases = read_cases();
  CHECK(cases.size() >= 135);
  for (const Case& c : cases) {
    CAPTURE(c.kind, c.options, text(c.input), c.is_training);
    check_case<double>(c, Layout::plain, 64);
    check_case<float>(c, Layout::plain, 64);
    if (may_be_blocked(c.input)) check_case<float>(c, Layout::blocked, 64);
  }
}
