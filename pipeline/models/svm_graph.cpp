#include <algorithm>
#include <optional>

#include "pipeline/models/platt.hpp"
#include "pipeline/models/svm_machine.hpp"

/// Support vector machines and what couples their probabilities as operations of a graph.
namespace dlflow::models {

using graph::Expression;

namespace {

/// k(row, vector) of each support vector, (N, L).
Expression lowered_kernel(const SvmMachine& machine, const Expression& rows) {
  const SvmKernelOptions& kernel = machine.kernel;
  const Expression products = rows.product(machine.vectors, machine.size());
  if (kernel.kernel == SvmKernel::linear) return products;
  if (kernel.kernel == SvmKernel::poly) {
    const Expression inner = products * kernel.gamma + kernel.coef0;
    Expression power = inner;
    for (std::int64_t i = 1; i < kernel.degree; ++i) power = power * inner;
    return power;
  }
  std::vector<double> squares(machine.size(), 0);
  for (std::size_t f = 0; f < machine.inputs; ++f)
    for (std::size_t j = 0; j < squares.size(); ++j) {
      const double value = machine.vectors[f * squares.size() + j];
      squares[j] += value * value;
    }
  const Expression apart = sum(rows * rows) + (rows.row(std::move(squares)) - products * 2);
  return exponential(apart * -kernel.gamma);
}

}  // namespace

Expression SvmMachine::lower(const Expression& rows) const {
  const std::size_t vectors_in_all = size(), all = decisions();
  std::vector<double> matrix(vectors_in_all * all, 0), offsets;
  for (const double constant : constants) offsets.push_back(-constant);
  const auto put = [&](std::size_t line, std::size_t from, std::size_t to, std::size_t decision) {
    for (std::size_t j = from; j < to; ++j)
      matrix[j * all + decision] = coefficients[line * vectors_in_all + j];
  };
  std::vector<std::size_t> first(classes + 1, 0);
  for (std::size_t m = 0; m < classes; ++m)
    first[m + 1] = classes == 1 ? vectors_in_all : first[m] + static_cast<std::size_t>(counts[m]);
  if (classes == 1) put(0, 0, vectors_in_all, 0);
  for (std::size_t i = 0, pair = 0; i < classes; ++i)
    for (std::size_t j = i + 1; j < classes; ++j, ++pair) {
      put(j - 1, first[i], first[i + 1], pair);
      put(i, first[j], first[j + 1], pair);
    }
  return lowered_kernel(*this, rows).product(std::move(matrix), all) + rows.row(std::move(offsets));
}

/// The minimum solves (Q + e e') p = a e for some a, as Q p is the same in every row there; so p is
/// the solution for a = 1, divided by its sum. Found by elimination, of all rows at once: the
/// matrix is positive definite, so no pivot is 0.
Expression lowered_couple(const Expression& first, std::size_t classes) {
  const Expression low = where(less(first, kCouplingMargin), kCouplingMargin, first);
  const Expression p = where(greater(low, 1 - kCouplingMargin), 1 - kCouplingMargin, low);
  if (classes == 2) return graph::concat({p, 1 - p});
  // r[i, j] lies at place pair, r[j, i] behind all pairs, and a 0 behind both.
  const std::size_t pairs = classes * (classes - 1) / 2;
  const Expression zero = p.take({0}) * 0, all = graph::concat({p, 1 - p, zero});
  std::vector<std::vector<double>> place(classes, std::vector<double>(classes, 2.0 * pairs));
  for (std::size_t i = 0, pair = 0; i < classes; ++i)
    for (std::size_t j = i + 1; j < classes; ++j, ++pair) {
      place[i][j] = static_cast<double>(pair);
      place[j][i] = static_cast<double>(pairs + pair);
    }
  std::vector<Expression> lines;
  for (std::size_t i = 0; i < classes; ++i) {
    std::vector<double> against, unit(classes, 0);
    for (std::size_t j = 0; j < classes; ++j) against.push_back(place[j][i]);
    unit[i] = 1;
    const Expression own = all.take(place[i]), other = all.take(std::move(against));
    const Expression q = p.row(std::move(unit)) * sum(other * other) - own * other;
    lines.push_back(graph::concat({q + 1, zero + 1}));
  }
  for (std::size_t i = 0; i < classes; ++i) {
    const std::vector<double> pivot = {static_cast<double>(i)};
    lines[i] = lines[i] / lines[i].take(pivot);
    for (std::size_t j = 0; j < classes; ++j)
      if (j != i) lines[j] = lines[j] - lines[j].take(pivot) * lines[i];
  }
  std::vector<Expression> solution;
  for (const Expression& line : lines)
    solution.push_back(line.take({static_cast<double>(classes)}));
  const Expression shares = concat(solution);
  return shares / sum(shares);
}

}  // namespace dlflow::models
