#pragma once

#include <string>
#include <vector>

#include "core/graph/graph.hpp"

namespace dlflow::graph {

/// A value of a graph with which formulas are written: each operator appends its operation. Numbers
/// are constants in f64, and so the value must be; comparisons yield flags. The graph must outlive
/// it.
class Expression {
 public:
  Expression(Graph& graph, std::string name) : graph_(&graph), name_(std::move(name)) {}

  Graph& graph() const { return *graph_; }
  const std::string& name() const { return name_; }

  /// An operation over this value and others.
  Expression apply(const std::string& kind, std::vector<std::string> others = {},
                   Attributes attributes = {}) const;
  /// A constant row of the last axis.
  Expression row(std::vector<double> values) const;
  /// These places of the last axis.
  Expression take(std::vector<double> places) const;
  Expression to(Type type) const;
  Expression reshape(std::vector<double> row_shape) const;
  /// The product with a constant (inputs, outputs), given row by row.
  Expression product(std::vector<double> matrix, std::size_t outputs) const;
  /// table[this], of codes: rows of `width` values, or a value each where width is 0.
  Expression gather(std::vector<double> table, std::size_t width, Type type = Type::f64) const;

 private:
  Graph* graph_;
  std::string name_;
};

Expression operator+(const Expression& a, const Expression& b);
Expression operator-(const Expression& a, const Expression& b);
Expression operator*(const Expression& a, const Expression& b);
Expression operator/(const Expression& a, const Expression& b);
Expression operator+(const Expression& a, double b);
Expression operator-(const Expression& a, double b);
Expression operator*(const Expression& a, double b);
Expression operator/(const Expression& a, double b);
Expression operator-(double a, const Expression& b);
Expression operator/(double a, const Expression& b);

Expression less(const Expression& a, const Expression& b);
Expression less(const Expression& a, double b);
Expression greater(const Expression& a, const Expression& b);
Expression greater(const Expression& a, double b);
Expression at_least(const Expression& a, const Expression& b);
Expression at_least(const Expression& a, double b);
Expression equal(const Expression& a, const Expression& b);
Expression is_missing(const Expression& x);
Expression where(const Expression& flags, const Expression& a, const Expression& b);
Expression where(const Expression& flags, double a, const Expression& b);
Expression where(const Expression& flags, const Expression& a, double b);

Expression square_root(const Expression& x);
Expression absolute(const Expression& x);
Expression logarithm(const Expression& x);
Expression exponential(const Expression& x);
Expression floor(const Expression& x);
Expression sum(const Expression& x);
/// Side by side along the last axis; there is at least one.
Expression concat(const std::vector<Expression>& parts);
/// How many values of a row the flags of each row mark, (N, 1).
Expression count(const Expression& flags);
/// coefficients[0] + coefficients[1] x + ...
Expression polynomial(const Expression& x, const std::vector<double>& coefficients);
/// (1 - p, p) of p = 1 / (1 + exp(-score)): probabilities of two classes.
Expression two_classes(const Expression& score);

}  // namespace dlflow::graph
