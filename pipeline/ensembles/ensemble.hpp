#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/graph/expression.hpp"
#include "core/metrics/metric.hpp"
#include "core/schema/schema.hpp"
#include "pipeline/data/features.hpp"

namespace dlflow::ensembles {

/// One model of an ensemble, with its predictions of rows it was not fitted on. All members of an
/// ensemble hold the same rows in the same order, which is also that of the target.
struct Member {
  std::string name;
  const data::Predictions* out_of_fold = nullptr;
};

/// A kind of ensemble.
struct EnsembleKind {
  schema::Choice choice;
  bool for_regression = true;
  /// One weight per member, none below 0, sum 1.
  std::function<std::vector<double>(const void* options, std::span<const Member>,
                                    const data::Target&, const metrics::MetricKind&)>
      fit;
  /// The predictions of the ensemble, from those of its members for any rows, in member order.
  data::Predictions (*combine)(std::span<const double> weights,
                               std::span<const data::Predictions* const>) = nullptr;
  /// The same of predictions (N, columns) in a graph.
  graph::Expression (*lower)(std::span<const double> weights, std::span<const graph::Expression>,
                             std::size_t columns) = nullptr;
};

/// average, weighted, vote.
const std::vector<EnsembleKind>& ensemble_kinds();
const schema::Choices& ensemble_choices();
/// The kind that was chosen. Throws Bug when it is none of the table.
const EnsembleKind& kind_of(const schema::Choice& choice);

/// Weights of the members. Throws Bug without members, or when shapes disagree.
std::vector<double> fit(const schema::Chosen& chosen, std::span<const Member> members,
                        const data::Target& target, const metrics::MetricKind& metric);

/// Predictions for new rows by fitted weights; a member of weight 0 is never read and may be null.
data::Predictions combine(const schema::Chosen& chosen, std::span<const double> weights,
                          std::span<const data::Predictions* const> predictions);

/// Predictions that may be scored: those of every row come from weights fitted on the rows of the
/// other folds. fold_of_row: the fold that held out each row, in the order of the rows; at least
/// two folds.
data::Predictions cross_fitted(const schema::Chosen& chosen, std::span<const Member> members,
                               const data::Target& target, const metrics::MetricKind& metric,
                               std::span<const std::int32_t> fold_of_row);

/// The same over values of a graph; those of members of weight 0 are not read.
graph::Expression lower(const schema::Chosen& chosen, std::span<const double> weights,
                        std::span<const graph::Expression> predictions, std::size_t columns);

/// sum_m weight[m] predictions[m], in member order.
data::Predictions weighted_sum(std::span<const double> weights,
                               std::span<const data::Predictions* const> predictions);
graph::Expression lowered_sum(std::span<const double> weights,
                              std::span<const graph::Expression> predictions, std::size_t columns);

}  // namespace dlflow::ensembles
