#include "core/nn/initializer.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using namespace dlflow;
using nn::Initializer;

namespace {

std::vector<float> filled(const Initializer& how, std::size_t rows, std::size_t columns,
                          std::uint64_t seed = 1) {
  std::vector<float> values(rows * columns, 7);
  nn::initialize(how, rows, columns, RandomKey(seed), values);
  return values;
}

struct Moments {
  double mean = 0, variance = 0, largest = 0;
};
Moments moments(const std::vector<float>& values) {
  Moments m;
  for (const float v : values) {
    m.mean += v / static_cast<double>(values.size());
    m.largest = std::max(m.largest, std::abs(static_cast<double>(v)));
  }
  for (const float v : values)
    m.variance += (v - m.mean) * (v - m.mean) / static_cast<double>(values.size());
  return m;
}

}  // namespace

TEST_CASE("random initializers have the mean and the variance of their names") {
  const double in = 200, out = 300;
  const std::vector<std::pair<Initializer::Kind, double>> wanted{
      {Initializer::random_uniform, 0.01 / 12},
      {Initializer::random_normal, 0.0025},
      {Initializer::truncated_normal, 0.0025 * 0.87962566 * 0.87962566},
      {Initializer::glorot_uniform, 2 / (in + out)},
      {Initializer::glorot_normal, 2 / (in + out)},
      {Initializer::he_uniform, 2 / in},
      {Initializer::he_normal, 2 / in},
      {Initializer::lecun_uniform, 1 / in},
      {Initializer::lecun_normal, 1 / in},
  };
  for (const auto& [kind, variance] : wanted) {
    CAPTURE(nn::names_of(kind)[static_cast<std::size_t>(kind)]);
    const Moments m = moments(filled(kind, 200, 300));
    CHECK(m.mean == Approx(0).margin(4 * std::sqrt(variance / 60000)));
    CHECK(m.variance == Approx(variance).epsilon(0.03));
    if (kind != Initializer::random_normal) CHECK(m.largest <= 2.3 * std::sqrt(variance));
    CHECK(filled(kind, 20, 30, 1) == filled(kind, 20, 30, 1));
    CHECK(filled(kind, 20, 30, 1) != filled(kind, 20, 30, 2));
  }
}

TEST_CASE("options move the random initializers") {
  Initializer normal = Initializer::random_normal;
  normal.mean = 3;
  normal.stddev = 0.5;
  const Moments m = moments(filled(normal, 100, 100));
  CHECK(m.mean == Approx(3).epsilon(0.01));
  CHECK(m.variance == Approx(0.25).epsilon(0.05));
  Initializer uniform = Initializer::random_uniform;
  uniform.minval = 1;
  uniform.maxval = 1.5;
  for (const float v : filled(uniform, 10, 10)) CHECK((v >= 1 && v < 1.5F));
}

TEST_CASE("plain initializers fill what they say") {
  Initializer constant = Initializer::constant;
  constant.value = 0.25;
  CHECK(filled(Initializer::zeros, 2, 2) == std::vector<float>(4, 0));
  CHECK(filled(Initializer::ones, 2, 2) == std::vector<float>(4, 1));
  CHECK(filled(constant, 2, 2) == std::vector<float>(4, 0.25F));
  CHECK(filled(Initializer::identity, 2, 3) == std::vector<float>{1, 0, 0, 0, 1, 0});
  std::vector<float> window(3 * 3 * 2 * 4);
  CHECK_THROWS_AS(nn::initialize(Initializer::identity, 18, 36, RandomKey(1), window), UserError);
}

TEST_CASE("an orthogonal matrix has orthonormal columns, or rows where it is wide") {
  for (const auto& [rows, columns] :
       std::vector<std::pair<std::size_t, std::size_t>>{{1, 1}, {30, 30}, {40, 7}, {7, 40}}) {
    CAPTURE(rows, columns);
    const bool is_wide = columns > rows;
    Initializer how = Initializer::orthogonal;
    how.gain = 2;
    const std::vector<float> q = filled(how, rows, columns);
    const std::size_t count = std::min(rows, columns), length = std::max(rows, columns);
    for (std::size_t a = 0; a < count; ++a)
      for (std::size_t b = 0; b < count; ++b) {
        double dot = 0;
        for (std::size_t i = 0; i < length; ++i)
          dot += is_wide ? double{q[a * columns + i]} * double{q[b * columns + i]}
                         : double{q[i * columns + a]} * double{q[i * columns + b]};
        CHECK(dot == Approx(a == b ? 4 : 0).margin(2e-6));
      }
  }
}

TEST_CASE("an initializer loads from a name or a map, and refuses the numbers of another") {
  const auto load = [](const schema::Node& node, std::vector<Problem>& problems) {
    Initializer x;
    schema::Object table = schema::table(x);
    schema::load(node, table, problems, "kernel_initializer");
    return x;
  };
  std::vector<Problem> problems;
  CHECK(load(schema::Node::scalar("he_normal"), problems).kind == Initializer::he_normal);
  schema::Node map = schema::Node::map();
  map.at("kind") = schema::Node::scalar("constant");
  map.at("value") = schema::Node::scalar("0.5");
  CHECK(load(map, problems).value == 0.5);
  CHECK(problems.empty());
  map.at("stddev") = schema::Node::scalar("1");
  load(map, problems);
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].message ==
        "'stddev' is an option of random_normal and truncated_normal, not of constant");
}
