#include "pipeline/stages/train.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "pipeline/harness/checkpoint.hpp"
#include "pipeline/harness/preparation.hpp"
#include "pipeline/harness/task_metrics.hpp"
#include "pipeline/harness/truth.hpp"
#include "pipeline/stages/candidates.hpp"
#include "pipeline/stages/recording.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::stages {
namespace {

const schema::NamedChosen& find_model(Workflow& workflow, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& model : workflow.models()) {
    const auto& kind = models::kind_of(*model.chosen.choice);
    if (name.empty() ? kind.is_network : model.name == name) return model;
    names.push_back(model.name);
  }
  if (name.empty()) return workflow.models().front();
  throw UserError(ExitCode::usage, "--model: there is no model '" + name + "'",
                  suggestion(name, names));
}

const std::pair<std::string, views::ViewOptions>& find_view(Workflow& workflow,
                                                            const schema::NamedChosen& model,
                                                            const std::string& name) {
  const auto& wanted =
      models::kind_of(*model.chosen.choice).common(model.chosen.options.get()).views;
  std::vector<std::string> names;
  for (const auto& view : workflow.views()) {
    if (view.first == name || (name.empty() && (wanted.empty() || wanted[0] == view.first)))
      return view;
    names.push_back(view.first);
  }
  throw UserError(ExitCode::usage, "--view: there is no view '" + name + "'",
                  suggestion(name, names));
}

std::string curve_csv(const std::vector<models::EpochRecord>& history) {
  std::string out = "epoch,loss,validation_loss,learning_rate\n";
  for (const auto& e : history)
    out += std::to_string(e.epoch) + "," + shortest(e.loss) + "," +
           (e.validation_loss ? shortest(*e.validation_loss) : "") + "," +
           shortest(e.learning_rate) + "\n";
  return out;
}

/// One fit that can begin: its rows, its view, its model.
struct Ready {
  harness::Candidate one;
  const data::Fold* fold = nullptr;
  harness::Predictor predictor;  ///< of one member, not yet fitted
  data::Features features;
  data::Target target;
  std::string option;  ///< the path of the model in the configuration
};

Ready make_ready(Workflow& workflow, const std::string& model, const std::string& view) {
  Framed& framed = workflow.framed();
  Ready ready;
  const auto& named = find_model(workflow, model);
  ready.one = candidate(named.name, named.chosen, find_view(workflow, named, view));
  const harness::Candidate& one = ready.one;
  ready.fold = &framed.ground.folds.front();
  ready.option = schema::path_join("evaluate.models", one.model);

  ready.predictor.framing = framed.framing;
  ready.predictor.title = one.model + " / " + one.view;
  harness::Predictor::Member member;
  member.kind = one.kind->choice.name;
  member.options = harness::options_text(one.options);
  auto prepared =
      harness::prepare_training(framed.ground, one.view, *one.view_options, *ready.fold);
  ready.features = prepared.features(*one.kind);
  ready.target = prepared.target(*one.kind);
  member.view = std::move(prepared.view);
  member.target = prepared.transform_of(*one.kind);
  member.times = harness::times_for(framed.ground, *one.kind, *ready.fold);
  member.problem = models::problem_of(ready.target, ready.features);
  if (one.kind->unsuited) {
    std::string why;
    try {
      why = one.kind->unsuited(one.options.options.get(), member.problem);
    } catch (const UserError& e) {
      throw workflow.at_option(e, ready.option);
    }
    if (!why.empty())
      throw workflow.at_option(
          UserError(ExitCode::configuration, "does not suit view '" + one.view + "': " + why,
                    "name another with --model or --view"),
          ready.option);
  }
  member.model = one.kind->make(one.options.options.get(), member.problem);
  ready.predictor.members.push_back(std::move(member));
  return ready;
}

models::FitContext context_of(Workflow& workflow, const Ready& ready) {
  models::FitContext context;
  context.key = RandomKey(workflow.framed().ground.seed)
                    .with("train")
                    .with(ready.one.model)
                    .with(ready.one.view);
  context.stop = workflow.settings().stop;
  context.threads = workflow.settings().jobs;  // no bit of a fit depends on them
  context.model_name = ready.one.model;
  return context;
}

void fit(Workflow& workflow, Ready& ready, harness::Checkpoint& checkpoint,
         const TrainObserver& observer) {
  models::FitContext context = context_of(workflow, ready);
  context.on_epoch = observer.on_epoch;
  context.checkpoints = &checkpoint.states();
  // The rows that a network sets aside for itself are no part of a series after it.
  const metrics::MetricKind* metric = workflow.framed().metric;
  if (observer.on_epoch && !metric->needs_series) context.metrics = {metric};
  try {
    ready.predictor.members[0].model->fit(ready.features, ready.target, context);
  } catch (const UserError& e) {
    throw workflow.at_option(e, ready.option);
  } catch (const Stopped& e) {
    if (!checkpoint.is_kept()) throw;
    throw Stopped(e.code(), std::string(e.what()) + "; run again to go on from " +
                                checkpoint.file().native());
  }
}

}  // namespace

Trained train_one(Workflow& workflow, const std::string& model, const std::string& view,
                  const TrainObserver& observer) {
  Framed& framed = workflow.framed();
  Ready ready = make_ready(workflow, model, view);
  const auto folder = workflow.folder().project_folder() / "train";
  files::make_folder(folder);
  const std::string name = files::safe_name(ready.one.model);
  const files::FolderLock lock(folder / ("." + name + ".lock"));
  harness::Checkpoint checkpoint(
      folder / (name + ".checkpoint.safetensors"),
      files::sha256("train\n" + framed.ground.key + "\n" + ready.one.key));
  if (const std::string note = checkpoint.note(); !note.empty() && observer.on_note)
    observer.on_note(note);
  fit(workflow, ready, checkpoint, observer);

  const data::Fold& fold = *ready.fold;
  Trained out;
  out.title = ready.predictor.title;
  out.training_rows = fold.train.size();
  out.validation_rows = fold.held_out.size();
  out.history = ready.predictor.members[0].model->history();
  out.best_epoch = ready.predictor.members[0].model->best_epoch();
  const Unseen unseen =
      unseen_of(framed, fold, ready.predictor.predict(fold.judged(framed.read.table)));
  out.scores =
      harness::score_all(harness::truth_of(framed.ground, fold), unseen.predictions, framed.metric);
  const std::string& metric = framed.metric->name;
  record(workflow, ready.predictor, fold.train, unseen,
         fmt::format("{} {:.4g}, {} validation rows", metric, out.scores.at(metric),
                     fold.held_out.size()));
  out.model_file = folder / (name + ".safetensors");
  store::write_model_file(out.model_file, ready.predictor.save());
  if (ready.one.kind->is_network)
    files::commit(folder / (name + ".curve.csv"), curve_csv(out.history));
  checkpoint.remove();
  return out;
}

FoundRate find_rate(Workflow& workflow, const std::string& model, const std::string& view) {
  Ready ready = make_ready(workflow, model, view);
  const models::FitContext context = context_of(workflow, ready);
  std::optional<models::RateCurve> curve;
  try {
    curve = ready.predictor.members[0].model->find_rate(ready.features, ready.target, context);
  } catch (const UserError& e) {
    throw workflow.at_option(e, ready.option);
  }
  if (!curve)
    throw UserError(ExitCode::usage,
                    "--find-rate: '" + ready.one.model + "' has no learning rate to find",
                    "name a network with --model");
  return {ready.predictor.title, ready.one.model, std::move(*curve)};
}

}  // namespace dlflow::stages
