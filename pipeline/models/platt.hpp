#pragma once

#include <span>
#include <vector>

#include "core/graph/expression.hpp"

namespace dlflow::models {

/// p = 1 / (1 + exp(slope f + offset)): the probability of the first of two classes at decision
/// value f.
struct Sigmoid {
  double slope = -1, offset = 0;
  double operator()(double decision) const;
};

/// Fits a sigmoid to decision values and whether each is of the first class, by Newton's method on
/// the log loss with targets (N+ + 1) / (N+ + 2) and 1 / (N- + 2), the rows of each class weighted
/// as the machine weighs them. Of values of one class alone, the default.
/// Source: Platt, Probabilistic outputs for support vector machines (1999); Lin, Lin, Weng, A note
/// on Platt's probabilistic outputs (2007).
Sigmoid fit_sigmoid(std::span<const double> decisions, const std::vector<bool>& is_first,
                    double first_weight = 1, double second_weight = 1);

/// Probabilities of pairs keep this distance from 0 and 1.
inline constexpr double kCouplingMargin = 1e-7;
/// Probabilities (M) of classes from those of each pair, `first[pair]` that of i against j in the
/// order (0, 1), (0, 2), ..., (1, 2), ...: the p >= 0 of sum 1 that minimizes
///
///   sum_{i < j} (r[j, i] p[i] - r[i, j] p[j])^2
///
/// Source: Wu, Lin, Weng, Probability estimates for multi-class classification by pairwise coupling
/// (2004), the second method.
void couple(std::span<const double> first, std::span<double> p);
/// The same of probabilities (N, pairs) in a graph, to (N, M).
graph::Expression lowered_couple(const graph::Expression& first, std::size_t classes);

}  // namespace dlflow::models
