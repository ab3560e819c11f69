#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "core/base/error.hpp"
#include "core/graph/graph.hpp"

namespace dlflow::graph::test {

/// A value with its batch axis. Numbers of any type are kept as doubles; f32 is rounded.
struct Value {
  Type type = Type::f64;
  Shape shape;
  std::vector<double> numbers = {};
  std::vector<std::string> texts = {};

  std::size_t last() const { return shape.back(); }
  std::size_t lines() const { return last() == 0 ? 0 : numbers.size() / last(); }
  double* line(std::size_t i) { return numbers.data() + i * last(); }
  const double* line(std::size_t i) const { return numbers.data() + i * last(); }
};

inline std::size_t size_of(const Shape& shape) {
  return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

/// The values of a graph in the making, and what operations read of it.
class State {
 public:
  explicit State(const Graph& graph) : graph_(graph) {}
  const Value& value(const std::string& name) const { return values_.at(name); }

 protected:
  static void round(Value& value) {
    if (value.type != Type::f32) return;
    for (double& x : value.numbers) x = static_cast<float>(x);
  }
  const Value& in(const Operation& o, std::size_t i) const { return values_.at(o.inputs.at(i)); }
  static double number(const Operation& o, const std::string& name) {
    return std::get<double>(o.attributes.at(name));
  }
  static const std::vector<double>& list(const Operation& o, const std::string& name) {
    return std::get<std::vector<double>>(o.attributes.at(name));
  }
  static std::size_t whole(double value) { return static_cast<std::size_t>(value); }
  /// The real steps of row n, of sequences of so many.
  std::size_t real(const Operation& o, std::size_t n, std::size_t all) const {
    return o.steps.empty() ? all : whole(values_.at(o.steps).numbers[n]);
  }

  using Unary = double (*)(double x, double alpha);
  static const std::map<std::string, Unary>& unary() {
    static const std::map<std::string, Unary> all = {
        {"is_missing", [](double x, double) { return std::isnan(x) ? 1.0 : 0.0; }},
        {"square_root", [](double x, double) { return std::sqrt(x); }},
        {"absolute", [](double x, double) { return std::abs(x); }},
        {"logarithm", [](double x, double) { return std::log(x); }},
        {"exponential", [](double x, double) { return std::exp(x); }},
        {"floor", [](double x, double) { return std::floor(x); }},
        {"error_function", [](double x, double) { return std::erf(x); }},
        {"relu", [](double x, double) { return std::max(x, 0.0); }},
        {"tanh", [](double x, double) { return std::tanh(x); }},
        {"sigmoid", [](double x, double) { return 1 / (1 + std::exp(-x)); }},
        {"selu",
         [](double x, double) {
           return 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * std::expm1(x));
         }},
        {"gelu", [](double x, double) { return x / 2 * (1 + std::erf(x / std::sqrt(2.0))); }},
        {"silu", [](double x, double) { return x / (1 + std::exp(-x)); }},
        {"softplus",
         [](double x, double) { return std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))); }},
        {"softsign", [](double x, double) { return x / (1 + std::abs(x)); }},
        {"hard_sigmoid", [](double x, double) { return std::clamp(x / 6 + 0.5, 0.0, 1.0); }},
        {"mish", [](double x, double) { return x * std::tanh(std::log1p(std::exp(x))); }},
        {"leaky_relu", [](double x, double alpha) { return x > 0 ? x : alpha * x; }},
        {"elu", [](double x, double alpha) { return x > 0 ? x : alpha * std::expm1(x); }},
        {"linear", [](double x, double) { return x; }},
    };
    return all;
  }

  using Binary = double (*)(double a, double b);
  static const std::map<std::string, Binary>& binary() {
    constexpr Binary plus = [](double a, double b) { return a + b; };
    constexpr Binary times = [](double a, double b) { return a * b; };
    static const std::map<std::string, Binary> all = {
        {"add", plus},
        {"merge_add", plus},
        {"merge_average", plus},
        {"multiply", times},
        {"merge_multiply", times},
        {"subtract", [](double a, double b) { return a - b; }},
        {"divide", [](double a, double b) { return a / b; }},
        {"merge_max", [](double a, double b) { return std::max(a, b); }},
        {"less", [](double a, double b) { return a < b ? 1.0 : 0.0; }},
        {"greater", [](double a, double b) { return a > b ? 1.0 : 0.0; }},
        {"greater_equal", [](double a, double b) { return a >= b ? 1.0 : 0.0; }},
        {"equal", [](double a, double b) { return a == b ? 1.0 : 0.0; }},
    };
    return all;
  }

  /// Shapes are aligned at their ends; an axis of 1 is repeated.
  template <class F>
  static Value broadcast(const Value& a, const Value& b, F f) {
    const std::size_t axes = std::max(a.shape.size(), b.shape.size());
    const auto extent = [axes](const Value& v, std::size_t axis) {
      const std::size_t missing = axes - v.shape.size();
      return axis < missing ? std::size_t{1} : v.shape[axis - missing];
    };
    Value out{a.type, Shape(axes), {}, {}};
    for (std::size_t i = 0; i < axes; ++i) {
      const std::size_t x = extent(a, i), y = extent(b, i);
      DLFLOW_REQUIRE(x == y || x == 1 || y == 1, "shapes that fit each other");
      out.shape[i] = x == 1 ? y : x;
    }
    out.numbers.resize(size_of(out.shape));
    for (std::size_t i = 0; i < out.numbers.size(); ++i) {
      std::size_t rest = i, at_a = 0, at_b = 0, step_a = 1, step_b = 1;
      for (std::size_t axis = axes; axis-- > 0;) {
        const std::size_t place = rest % out.shape[axis];
        rest /= out.shape[axis];
        at_a += extent(a, axis) == 1 ? 0 : place * step_a;
        at_b += extent(b, axis) == 1 ? 0 : place * step_b;
        step_a *= extent(a, axis);
        step_b *= extent(b, axis);
      }
      out.numbers[i] = f(a.numbers[at_a], b.numbers[at_b]);
    }
    return out;
  }

  const Graph& graph_;
  std::map<std::string, Value> values_;
};

}  // namespace dlflow::graph::test
