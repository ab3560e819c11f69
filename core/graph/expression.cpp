#include "core/graph/expression.hpp"

#include "core/base/error.hpp"

namespace dlflow::graph {
namespace {

Expression number(const Expression& beside, double value) { return beside.row({value}); }

}  // namespace

Expression Expression::apply(const std::string& kind, std::vector<std::string> others,
                             Attributes attributes) const {
  others.insert(others.begin(), name_);
  return {*graph_, graph_->operation(kind, std::move(others), std::move(attributes))};
}

Expression Expression::row(std::vector<double> values) const {
  return {*graph_, graph_->numbers("row", std::move(values))};
}

Expression Expression::take(std::vector<double> places) const {
  return apply("take", {}, {{"places", std::move(places)}});
}

Expression Expression::to(Type type) const { return apply("cast", {}, {{"to", name_of(type)}}); }

Expression Expression::reshape(std::vector<double> row_shape) const {
  return apply("reshape", {}, {{"shape", std::move(row_shape)}});
}

Expression Expression::product(std::vector<double> matrix, std::size_t outputs) const {
  DLFLOW_REQUIRE(outputs > 0 && matrix.size() % outputs == 0, "a matrix of so many columns");
  const std::size_t inputs = matrix.size() / outputs;
  return apply("matmul",
               {graph_->constant("matrix", {{inputs, outputs}, std::move(matrix), Type::f64})});
}

Expression Expression::gather(std::vector<double> table, std::size_t width, Type type) const {
  Shape shape{width == 0 ? table.size() : table.size() / width};
  if (width > 0) shape.push_back(width);
  return apply("gather", {graph_->constant("table", {std::move(shape), std::move(table), type})});
}

Expression operator+(const Expression& a, const Expression& b) {
  return a.apply("add", {b.name()});
}
Expression operator-(const Expression& a, const Expression& b) {
  return a.apply("subtract", {b.name()});
}
Expression operator*(const Expression& a, const Expression& b) {
  return a.apply("multiply", {b.name()});
}
Expression operator/(const Expression& a, const Expression& b) {
  return a.apply("divide", {b.name()});
}
Expression operator+(const Expression& a, double b) { return a + number(a, b); }
Expression operator-(const Expression& a, double b) { return a - number(a, b); }
Expression operator*(const Expression& a, double b) { return a * number(a, b); }
Expression operator/(const Expression& a, double b) { return a / number(a, b); }
Expression operator-(double a, const Expression& b) { return number(b, a) - b; }
Expression operator/(double a, const Expression& b) { return number(b, a) / b; }

Expression less(const Expression& a, const Expression& b) { return a.apply("less", {b.name()}); }
Expression less(const Expression& a, double b) { return less(a, number(a, b)); }
Expression greater(const Expression& a, const Expression& b) {
  return a.apply("greater", {b.name()});
}
Expression greater(const Expression& a, double b) { return greater(a, number(a, b)); }
Expression at_least(const Expression& a, const Expression& b) {
  return a.apply("greater_equal", {b.name()});
}
Expression at_least(const Expression& a, double b) { return at_least(a, number(a, b)); }
Expression equal(const Expression& a, const Expression& b) { return a.apply("equal", {b.name()}); }
Expression is_missing(const Expression& x) { return x.apply("is_missing"); }

Expression where(const Expression& flags, const Expression& a, const Expression& b) {
  return flags.apply("where", {a.name(), b.name()});
}
Expression where(const Expression& flags, double a, const Expression& b) {
  return where(flags, number(flags, a), b);
}
Expression where(const Expression& flags, const Expression& a, double b) {
  return where(flags, a, number(flags, b));
}

Expression square_root(const Expression& x) { return x.apply("square_root"); }
Expression absolute(const Expression& x) { return x.apply("absolute"); }
Expression logarithm(const Expression& x) { return x.apply("logarithm"); }
Expression exponential(const Expression& x) { return x.apply("exponential"); }
Expression floor(const Expression& x) { return x.apply("floor"); }
Expression sum(const Expression& x) { return x.apply("sum"); }

Expression concat(const std::vector<Expression>& parts) {
  DLFLOW_REQUIRE(!parts.empty(), "something to put side by side");
  if (parts.size() == 1) return parts.front();
  std::vector<std::string> others;
  for (std::size_t i = 1; i < parts.size(); ++i) others.push_back(parts[i].name());
  return parts.front().apply("concat", std::move(others));
}

Expression count(const Expression& flags) { return sum(flags.to(Type::f64)); }

Expression polynomial(const Expression& x, const std::vector<double>& coefficients) {
  DLFLOW_REQUIRE(coefficients.size() > 1, "a polynomial of degree 1 at least");
  Expression value = x * coefficients.back();
  for (std::size_t i = coefficients.size() - 1; i-- > 1;) value = (value + coefficients[i]) * x;
  return value + coefficients.front();
}

Expression two_classes(const Expression& score) {
  const Expression p = score.apply("sigmoid");
  return concat({1 - p, p});
}

}  // namespace dlflow::graph
