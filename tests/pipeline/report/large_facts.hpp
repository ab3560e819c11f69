#pragma once

#include <cmath>
#include <string>

#include "tests/pipeline/report/example_facts.hpp"

namespace dlflow::report {

/// Facts of a large run: 12 models x 30 folds, 100 trials, 6 learning curves of 300 epochs, 100
/// columns.
inline Facts large_facts() {
  Facts facts = example_facts();
  auto& rows = facts.leaderboard.rows;
  rows.clear();
  for (int m = 0; m < 12; ++m) {
    auto row = example_row(m + 1, "model_" + std::to_string(m), "standard", 26000 + 400.0 * m, 2000,
                           std::string(1, static_cast<char>('a' + m / 4)));
    row.fold_scores.clear();
    for (int fold = 0; fold < 30; ++fold)
      row.fold_scores.push_back(row.score.mean + 2000 * std::sin(1.7 * fold + m));
    rows.push_back(row);
  }
  facts.trials.clear();
  for (int t = 0; t < 100; ++t)
    facts.trials.push_back({t,
                            "mlp",
                            {{"hidden", "[" + std::to_string(8 + t) + ", 32]"},
                             {"train.optimizer.adam.learning_rate", std::to_string(0.0001 * t)}},
                            {27000 + 900 * std::sin(0.7 * t), 25000, 30000},
                            ""});
  LearningCurve curve = facts.curves[0];
  for (auto* values : {&curve.loss, &curve.loss_low, &curve.loss_high, &curve.validation,
                       &curve.validation_low, &curve.validation_high})
    for (std::size_t e = values->size(); e < 300; ++e) values->push_back(values->back() * 0.999);
  facts.curves.assign(6, curve);
  for (std::size_t c = 0; c < 6; ++c) facts.curves[c].name = "model_" + std::to_string(c);
  facts.column_facts.assign(100, facts.column_facts[0]);
  facts.importance.assign(100, facts.importance[0]);
  facts.chosen = "model_0 / standard";
  return facts;
}

}  // namespace dlflow::report
