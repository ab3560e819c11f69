#include "pipeline/stages/candidates.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace dlflow::stages {

harness::Candidate candidate(const std::string& model, const schema::Chosen& chosen,
                             const std::pair<std::string, views::ViewOptions>& view) {
  harness::Candidate out;
  out.model = model;
  out.view = view.first;
  out.kind = &models::kind_of(*chosen.choice);
  out.options = chosen;
  out.view_options = &view.second;
  out.key = harness::candidate_key(out);
  return out;
}

std::vector<harness::Candidate> candidates(Workflow& workflow) {
  auto& views = workflow.views();
  const data::Task task = workflow.framed().target.task;
  std::vector<harness::Candidate> out;
  for (const auto& kind : models::model_kinds()) {
    models::Problem problem{task, workflow.framed().target.classes, 1, 1, 0};
    problem.is_over_time = !workflow.framed().ground.series.empty();
    problem.season = workflow.framed().ground.season;
    const schema::Chosen chosen{&kind.choice, kind.choice.make(), {}};
    if (kind.is_for_rare_classes && !workflow.framed().metric->counts_classes_alike) continue;
    // A baseline that the configuration names, with options perhaps, stands for itself.
    const bool is_named = std::ranges::any_of(
        workflow.models(), [&](const auto& model) { return model.chosen.choice == &kind.choice; });
    if (kind.is_baseline && !is_named &&
        (!kind.unsuited || kind.unsuited(chosen.options.get(), problem).empty()))
      out.push_back(candidate(kind.choice.name, chosen, views.front()));
  }
  for (const auto& model : workflow.models()) {
    const auto& kind = models::kind_of(*model.chosen.choice);
    const auto& wanted = kind.common(model.chosen.options.get()).views;
    for (const auto& view : views) {
      if (!wanted.empty() && std::ranges::find(wanted, view.first) == wanted.end()) continue;
      out.push_back(candidate(model.name, model.chosen, view));
      if (!kind.reads_columns()) break;
    }
  }
  return out;
}

std::optional<report::LearningCurve> learning_curve(const harness::CandidateResult& result) {
  report::LearningCurve curve;
  curve.name = result.candidate.model + " / " + result.candidate.view;
  // The curve ends where half of the folds had stopped. Those that stopped before stand there with
  // what they had reached: a mean over the others would show which folds are easy.
  std::vector<std::size_t> lengths;
  for (const auto& fold : result.folds) lengths.push_back(fold.history.size());
  std::sort(lengths.begin(), lengths.end());
  const std::size_t epochs = lengths.empty() ? 0 : lengths[lengths.size() / 2];
  if (epochs == 0) return std::nullopt;
  double best = 0;
  for (const auto& fold : result.folds) best += fold.best_epoch;
  curve.best_epoch = best / static_cast<double>(result.folds.size());
  for (std::size_t e = 0; e < epochs; ++e) {
    std::vector<double> loss, validation;
    for (const auto& fold : result.folds) {
      if (fold.history.empty()) continue;
      const auto& record = fold.history[std::min(e, fold.history.size() - 1)];
      loss.push_back(record.loss);
      if (record.validation_loss) validation.push_back(*record.validation_loss);
    }
    const auto add = [](const std::vector<double>& values, std::vector<double>& mean,
                        std::vector<double>& low, std::vector<double>& high) {
      if (values.empty()) return;
      double sum = 0;
      for (const double value : values) sum += value;
      mean.push_back(sum / static_cast<double>(values.size()));
      low.push_back(*std::min_element(values.begin(), values.end()));
      high.push_back(*std::max_element(values.begin(), values.end()));
    };
    add(loss, curve.loss, curve.loss_low, curve.loss_high);
    add(validation, curve.validation, curve.validation_low, curve.validation_high);
  }
  return curve;
}

}  // namespace dlflow::stages
