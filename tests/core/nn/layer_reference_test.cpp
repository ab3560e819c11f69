#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <sstream>

#include "core/nn/layer.hpp"
#include "flow.hpp"

using namespace dlflow;

namespace {

/// A case of tests/reference/layers.txt; layers.py there says what its lines are.
struct Case {
  std::string kind, options;
  Shape input;
  std::size_t rows = 0;
  std::vector<std::vector<double>> parameters, gradients;
  std::vector<double> x, factors, y, dx;
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
    std::string shape, rows, parameters;
    std::getline(parts, c.kind, '|');
    std::getline(parts, c.options, '|');
    std::getline(parts, shape, '|');
    std::getline(parts, rows, '|');
    std::getline(parts, parameters);
    std::istringstream extents(shape);
    for (std::size_t extent; extents >> extent;) c.input.push_back(extent);
    c.rows = std::stoul(rows);
    c.x = numbers(file);
    for (std::size_t i = 0; i < std::stoul(parameters); ++i) c.parameters.push_back(numbers(file));
    c.factors = numbers(file);
    c.y = numbers(file);
    c.dx = numbers(file);
    for (std::size_t i = 0; i < c.parameters.size(); ++i) c.gradients.push_back(numbers(file));
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

template <class T>
void check_case(const Case& c, double scale) {
  const schema::Chosen chosen = test::chosen_by_text(nn::layer_choices(), c.kind, c.options);
  const auto layer = nn::kind_of(*chosen.choice).make(chosen.options.get());
  REQUIRE(c.rows * count(layer->output_shape(c.input)) == c.y.size());
  layer->build(c.input);
  REQUIRE(layer->parameters().size() == c.parameters.size());
  std::vector<T> weights(layer->block()), gradients(layer->block(), T{-1});
  for (std::size_t i = 0; i < c.parameters.size(); ++i) {
    REQUIRE(count(layer->parameters()[i].shape) == c.parameters[i].size());
    std::copy(c.parameters[i].begin(), c.parameters[i].end(),
              weights.begin() + static_cast<std::ptrdiff_t>(layer->parameters()[i].offset));
  }
  const std::vector<T> x(c.x.begin(), c.x.end());
  std::vector<T> dy(c.factors.begin(), c.factors.end()), y(dy.size()), dx(x.size(), T{-1});
  std::vector<T> saved(layer->saved(c.rows)), scratch(layer->scratch(c.rows));
  nn::Pass<T> pass;
  pass.rows = c.rows;
  pass.x = x.data();
  pass.y = y.data();
  pass.dy = dy.data();
  pass.dx = dx.data();
  pass.weights = weights.data();
  pass.gradients = gradients.data();
  pass.saved = saved.data();
  pass.scratch = scratch.data();
  pass.is_training = true;
  layer->forward(pass);
  check_equal(y, c.y, scale);
  layer->backward(pass);
  check_equal(dx, c.dx, scale);
  for (std::size_t i = 0; i < c.parameters.size(); ++i) {
    const auto begin =
        gradients.begin() + static_cast<std::ptrdiff_t>(layer->parameters()[i].offset);
    const auto size = static_cast<std::ptrdiff_t>(c.gradients[i].size());
    check_equal(std::vector<T>(begin, begin + size), c.gradients[i], scale);
  }
}

}  // namespace

TEST_CASE("layers give the results and gradients of PyTorch") {
  const std::vector<Case> cases = read_cases();
  CHECK(cases.size() >= 80);
  for (const Case& c : cases) {
    CAPTURE(c.kind, c.options, text(c.input));
    check_case<double>(c, 64);
    check_case<float>(c, 64);
  }
}
