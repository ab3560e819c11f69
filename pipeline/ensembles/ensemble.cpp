#include "pipeline/ensembles/ensemble.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "pipeline/ensembles/ensembles/ensembles.hpp"

namespace dlflow::ensembles {
namespace {

/// Some rows of predictions.
data::Predictions rows_of(const data::Predictions& all, std::span<const std::size_t> rows) {
  data::Predictions out(rows.size(), all.columns);
  for (std::size_t i = 0; i < rows.size(); ++i)
    std::ranges::copy(all.row(rows[i]), out.row(i).begin());
  return out;
}

std::vector<data::Predictions> rows_of(std::span<const Member> members,
                                       std::span<const std::size_t> rows) {
  std::vector<data::Predictions> out;
  for (const Member& member : members) out.push_back(rows_of(*member.out_of_fold, rows));
  return out;
}

void require_same_shapes(std::span<const Member> members, const data::Target& target) {
  DLFLOW_REQUIRE(!members.empty(), "an ensemble needs members");
  for (const Member& member : members) {
    DLFLOW_REQUIRE(member.out_of_fold != nullptr, "a member without predictions");
    DLFLOW_REQUIRE(member.out_of_fold->rows == target.rows(), "predictions of the target's rows");
    DLFLOW_REQUIRE(member.out_of_fold->columns == members.front().out_of_fold->columns,
                   "as many predicted columns in each member");
  }
}

}  // namespace

const std::vector<EnsembleKind>& ensemble_kinds() {
  static const std::vector<EnsembleKind> kinds = {
      average(),
      weighted(),
      vote(),
  };
  return kinds;
}

const schema::Choices& ensemble_choices() {
  static const schema::Choices choices = [] {
    schema::Choices all;
    for (const EnsembleKind& kind : ensemble_kinds()) all.push_back(&kind.choice);
    return all;
  }();
  return choices;
}

const EnsembleKind& kind_of(const schema::Choice& choice) {
  for (const EnsembleKind& kind : ensemble_kinds())
    if (&kind.choice == &choice) return kind;
  throw Bug(__FILE__, __LINE__, "an ensemble that is not in the table");
}

std::vector<double> fit(const schema::Chosen& chosen, std::span<const Member> members,
                        const data::Target& target, const metrics::MetricKind& metric) {
  require_same_shapes(members, target);
  return kind_of(*chosen.choice).fit(chosen.options.get(), members, target, metric);
}

data::Predictions combine(const schema::Chosen& chosen, std::span<const double> weights,
                          std::span<const data::Predictions* const> predictions) {
  DLFLOW_REQUIRE(weights.size() == predictions.size(), "one weight per member");
  return kind_of(*chosen.choice).combine(weights, predictions);
}

graph::Expression lower(const schema::Chosen& chosen, std::span<const double> weights,
                        std::span<const graph::Expression> predictions, std::size_t columns) {
  DLFLOW_REQUIRE(weights.size() == predictions.size(), "one weight per member");
  return kind_of(*chosen.choice).lower(weights, predictions, columns);
}

data::Predictions cross_fitted(const schema::Chosen& chosen, std::span<const Member> members,
                               const data::Target& target, const metrics::MetricKind& metric,
                               std::span<const std::int32_t> fold_of_row) {
  require_same_shapes(members, target);
  DLFLOW_REQUIRE(fold_of_row.size() == target.rows(), "one fold per row");
  const std::set<std::int32_t> folds(fold_of_row.begin(), fold_of_row.end());
  DLFLOW_REQUIRE(folds.size() >= 2, "at least two folds");
  data::Predictions out(target.rows(), members.front().out_of_fold->columns);
  for (const std::int32_t fold : folds) {
    std::vector<std::size_t> held_out, others;
    for (std::size_t n = 0; n < fold_of_row.size(); ++n)
      (fold_of_row[n] == fold ? held_out : others).push_back(n);
    const auto learnt = rows_of(members, others), judged = rows_of(members, held_out);
    std::vector<Member> of_others;
    std::vector<const data::Predictions*> of_fold;
    for (std::size_t m = 0; m < members.size(); ++m) {
      of_others.push_back({members[m].name, &learnt[m]});
      of_fold.push_back(&judged[m]);
    }
    const auto weights =
        fit(chosen, of_others, target.picked(std::span<const std::size_t>(others)), metric);
    const data::Predictions combined = combine(chosen, weights, of_fold);
    for (std::size_t i = 0; i < held_out.size(); ++i)
      std::ranges::copy(combined.row(i), out.row(held_out[i]).begin());
  }
  return out;
}

std::vector<double> equal_weights(std::size_t members) {
  return std::vector<double>(members, 1.0 / static_cast<double>(members));
}

data::Predictions weighted_sum(std::span<const double> weights,
                               std::span<const data::Predictions* const> predictions) {
  data::Predictions out;
  for (std::size_t m = 0; m < weights.size(); ++m) {
    if (weights[m] == 0) continue;
    const data::Predictions& of_member = *predictions[m];
    if (out.values.empty()) out = data::Predictions(of_member.rows, of_member.columns);
    DLFLOW_REQUIRE(of_member.rows == out.rows && of_member.columns == out.columns,
                   "predictions of one shape");
    for (std::size_t i = 0; i < out.values.size(); ++i)
      out.values[i] += weights[m] * of_member.values[i];
  }
  return out;
}

graph::Expression lowered_sum(std::span<const double> weights,
                              std::span<const graph::Expression> predictions,
                              std::size_t /*columns*/) {
  std::optional<graph::Expression> all;
  for (std::size_t m = 0; m < weights.size(); ++m) {
    if (weights[m] == 0) continue;
    const graph::Expression share = predictions[m] * weights[m];
    all = all ? *all + share : share;
  }
  DLFLOW_REQUIRE(all.has_value(), "a member with a weight");
  return *all;
}

}  // namespace dlflow::ensembles
