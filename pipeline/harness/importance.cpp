#include "pipeline/harness/importance.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <numeric>

#include "core/base/text.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/harness/preparation.hpp"
#include "pipeline/harness/truth.hpp"
#include "pipeline/models/score.hpp"

namespace dlflow::harness {
namespace {

using Clock = std::chrono::steady_clock;
using data::RowIndex;

constexpr std::size_t kMostFolds = 10, kMostRepeats = 5, kMostPredictions = 500000;

/// What is measured on every fold.
struct Plan {
  std::vector<const data::Fold*> folds;
  std::vector<std::string> keys;  ///< of the ledger, one a fold
  std::size_t rows = 0;           ///< most of a fold
  std::size_t repeats = 0;
};

Plan make_plan(const Ground& ground, const Solution& solution, const metrics::MetricKind& metric) {
  Plan plan;
  for (const data::Fold& fold : ground.folds)
    if (fold.repeat == 0 && plan.folds.size() < kMostFolds) plan.folds.push_back(&fold);
  const std::size_t columns = ground.inputs.size();
  const std::size_t share = kMostPredictions / (plan.folds.size() * columns);
  std::size_t largest = 1;
  for (const auto* fold : plan.folds) largest = std::max(largest, fold->held_out.size());
  plan.repeats = std::clamp<std::size_t>(share / largest, 1, kMostRepeats);
  plan.rows = share / plan.repeats;
  std::string text = ground.key + "\nimportance of " + metric.name + "\n" + solution.ensemble;
  for (std::size_t i = 0; i < solution.candidates.size(); ++i)
    text += "\n" + solution.candidates[i].key + " " + shortest(solution.weights[i]);
  for (const auto* fold : plan.folds)
    plan.keys.push_back(files::sha256(text + "\nfold " + std::to_string(fold->number)));
  return plan;
}

/// The values of a column at some rows, in that order.
data::Column picked(const data::Column& column, std::span<const RowIndex> rows) {
  data::Column out;
  out.name = column.name;
  out.kind = column.kind;
  out.labels = column.labels;
  for (const RowIndex row : rows) {
    if (column.is_number())
      out.numbers.push_back(column.numbers[row]);
    else if (column.is_coded())
      out.codes.push_back(column.codes[row]);
    else
      out.texts.push_back(column.texts[row]);
  }
  return out;
}

std::vector<RowIndex> evenly(const std::vector<RowIndex>& rows, std::size_t most) {
  if (rows.size() <= most) return rows;
  std::vector<RowIndex> out;
  for (std::size_t i = 0; i < most; ++i) out.push_back(rows[i * rows.size() / most]);
  return out;
}

/// The losses of one fold, one a column, means over repeats.
std::vector<double> measure(const Ground& ground, const Predictor& predictor,
                            const data::Fold& fold, const Plan& plan,
                            const metrics::MetricKind& metric, const StopFlag* stop) {
  const auto rows = evenly(fold.held_out, plan.rows);
  const data::Target truth = truth_of(ground, fold.train, rows);
  data::Table table;
  std::vector<std::string> names = ground.inputs;
  if (const data::SeriesTimes* times = predictor.times())
    for (const auto& [name, kind] : times->columns())
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  for (const std::string& name : names)
    table.columns.push_back(picked(*ground.table->find(name), rows));
  std::vector<RowIndex> all(rows.size());
  std::iota(all.begin(), all.end(), RowIndex{0});
  const auto score = [&] {
    const auto predictions = predictor.predict({&table, all});
    return models::score(metric, truth, predictions);
  };
  const double whole = score(), sign = metric.greater_is_better ? 1 : -1;
  std::vector<double> losses;
  for (std::size_t c = 0; c < ground.inputs.size(); ++c) {
    const data::Column& column = *ground.table->find(ground.inputs[c]);
    double sum = 0;
    for (std::size_t repeat = 0; repeat < plan.repeats; ++repeat) {
      if (stop && stop->reason() != 0) throw Stopped(ExitCode::stopped, "stopped");
      RandomStream random(RandomKey(ground.seed)
                              .with("importance")
                              .with(column.name)
                              .with(static_cast<std::uint64_t>(fold.number))
                              .with(repeat));
      auto shuffled = rows;
      random.shuffle(std::span(shuffled));
      table.columns[c] = picked(column, shuffled);
      sum += sign * (whole - score());
    }
    table.columns[c] = picked(column, rows);
    losses.push_back(sum / static_cast<double>(plan.repeats));
  }
  return losses;
}

store::Unit to_unit(const std::vector<double>& losses, const std::string& key, int fold,
                    const std::string& stage, double seconds) {
  store::Unit unit;
  unit.key = key;
  unit.stage = stage;
  unit.name = "importance of columns, fold " + std::to_string(fold);
  unit.record = "{}";
  unit.blob.resize(losses.size() * sizeof(double));
  std::memcpy(unit.blob.data(), losses.data(), unit.blob.size());
  unit.seconds = seconds;
  return unit;
}

std::vector<double> from_unit(const store::Unit& unit, std::size_t columns) {
  if (unit.blob.size() != columns * sizeof(double))
    throw CorruptFile(unit.name, "the stored losses have another size than the columns");
  std::vector<double> losses(columns);
  std::memcpy(losses.data(), unit.blob.data(), unit.blob.size());
  return losses;
}

Predictor fit_solution(const Ground& ground, const Solution& solution, const data::Fold& fold,
                       const StopFlag* stop) {
  Predictor out;
  out.ensemble = solution.ensemble;
  for (std::size_t i = 0; i < solution.candidates.size(); ++i) {
    const Candidate& candidate = solution.candidates[i];
    out.members.push_back(
        fit_member(ground, candidate, fold, fit_context(ground, candidate, fold, stop)));
    out.members.back().weight = solution.weights[i];
  }
  return out;
}

/// losses[fold][column] of every fold, from the ledger or measured now.
std::vector<std::vector<double>> all_losses(const Ground& ground, const Solution& solution,
                                            const metrics::MetricKind& metric,
                                            const Workers& workers, const Plan& plan) {
  std::vector<std::vector<double>> losses(plan.folds.size());
  std::vector<std::size_t> open;
  const auto stored = workers.ledger->find_all(plan.keys);
  for (std::size_t f = 0; f < plan.folds.size(); ++f) {
    const auto found = stored.find(plan.keys[f]);
    if (found != stored.end())
      losses[f] = from_unit(found->second, ground.inputs.size());
    else
      open.push_back(f);
  }
  if (workers.on_start) workers.on_start(plan.folds.size(), plan.folds.size() - open.size());
  const StopFlag stop(workers.stop, workers.limit_seconds);
  const auto start = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  std::atomic<std::size_t> done{plan.folds.size() - open.size()};
  std::atomic<bool> was_cut{false};
  run_tasks(open.size(), workers.jobs, [&](std::size_t index, int) {
    if (stop.reason() != 0) {
      was_cut = true;
      return;
    }
    const std::size_t f = open[index];
    const double began = seconds();
    try {
      const auto fitted = fit_solution(ground, solution, *plan.folds[f], &stop);
      losses[f] = measure(ground, fitted, *plan.folds[f], plan, metric, &stop);
    } catch (const Stopped&) {
      was_cut = true;
      return;
    }
    auto unit =
        to_unit(losses[f], plan.keys[f], plan.folds[f]->number, workers.stage, seconds() - began);
    const std::string name = unit.name;
    workers.ledger->add(std::move(unit));
    ++done;
    if (workers.on_unit) workers.on_unit(name);
  });
  workers.ledger->flush();
  if (was_cut) throw_stopped(&stop, done.load(), plan.folds.size());
  return losses;
}

}  // namespace

Predictor::Member fit_member(const Ground& ground, const Candidate& candidate,
                             const data::Fold& fold, const models::FitContext& context) {
  Predictor::Member member;
  member.kind = candidate.kind->choice.name;
  member.options = options_text(candidate.options);
  auto prepared = prepare_training(ground, candidate.view, *candidate.view_options, fold);
  const data::Features& features = prepared.features(*candidate.kind);
  const data::Target& target = prepared.target(*candidate.kind);
  member.view = std::move(prepared.view);
  member.target = prepared.transform_of(*candidate.kind);
  member.problem = models::problem_of(target, features);
  member.model = candidate.kind->make(candidate.options.options.get(), member.problem);
  member.model->fit(features, target, context);
  member.times = times_for(ground, *candidate.kind, fold);
  return member;
}

std::vector<ColumnImportance> permutation_importance(const Ground& ground, const Solution& solution,
                                                     const metrics::MetricKind& metric,
                                                     const Workers& workers) {
  DLFLOW_REQUIRE(!ground.inputs.empty() && ground.inputs.size() <= kMostImportanceColumns,
                 "the columns can be measured in bounded time");
  const Plan plan = make_plan(ground, solution, metric);
  const auto losses = all_losses(ground, solution, metric, workers, plan);
  const double test_share = test_share_of(ground.folds);
  std::vector<ColumnImportance> out;
  for (std::size_t c = 0; c < ground.inputs.size(); ++c) {
    std::vector<double> of_folds;
    for (const auto& fold : losses) of_folds.push_back(fold[c]);
    out.push_back({ground.inputs[c], statistics::corrected_interval(of_folds, test_share)});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.loss.mean > b.loss.mean; });
  return out;
}

}  // namespace dlflow::harness
