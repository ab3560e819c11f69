#include "pipeline/stages/train.hpp"

#include "core/base/text.hpp"
#include "pipeline/stages/candidates.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::stages {
namespace {

const schema::NamedChosen& find_model(Workflow& workflow, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& model : workflow.models()) {
    const auto& kind = models::kind_of(*model.chosen.choice);
    if (model.name == name || (name.empty() && kind.complexity == 2)) return model;
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

}  // namespace

Trained train_one(Workflow& workflow, const std::string& model, const std::string& view,
                  const std::function<void(const models::EpochRecord&)>& on_epoch) {
  Framed& framed = workflow.framed();
  const auto& named = find_model(workflow, model);
  const auto one = candidate(named.name, named.chosen, find_view(workflow, named, view));
  const data::Fold& fold = framed.ground.folds.front();

  harness::Predictor predictor;
  predictor.framing = framed.framing;
  predictor.title = one.model + " / " + one.view;
  harness::Predictor::Member member;
  member.kind = one.kind->choice.name;
  member.options = harness::options_text(one.options);
  const auto training = fold.training(framed.read.table);
  member.view = views::fit_view(one.view, *one.view_options, training, framed.inputs);
  const auto features = member.view->apply(training);
  const auto target = harness::subset(framed.target, fold.train);
  member.problem = models::problem_of(target, features);
  if (one.kind->unsuited) {
    const std::string why = one.kind->unsuited(one.options.options.get(), member.problem);
    if (!why.empty())
      throw workflow.at_option(
          UserError(ExitCode::configuration, "does not suit view '" + one.view + "': " + why,
                    "name another with --model or --view"),
          schema::path_join("evaluate.models", one.model));
  }
  member.model = one.kind->make(one.options.options.get(), member.problem);
  models::FitContext context;
  context.key = RandomKey(framed.ground.seed).with("train").with(one.model).with(one.view);
  context.stop = workflow.settings().stop;
  context.on_epoch = on_epoch;
  context.model_name = one.model;
  try {
    member.model->fit(features, target, context);
  } catch (const UserError& e) {
    throw workflow.at_option(e, schema::path_join("evaluate.models", one.model));
  }
  const auto history = member.model->history();
  predictor.members.push_back(std::move(member));

  Trained out;
  out.title = predictor.title;
  out.training_rows = fold.train.size();
  out.validation_rows = fold.held_out.size();
  out.scores = harness::score_all(harness::subset(framed.target, fold.held_out),
                                  predictor.predict(fold.judged(framed.read.table)));
  const auto folder = workflow.folder().project_folder() / "train";
  files::make_folder(folder);
  const std::string name = files::safe_name(one.model);
  out.model_file = folder / (name + ".safetensors");
  out.curve_file = folder / (name + ".curve.csv");
  store::write_model_file(out.model_file, predictor.save());
  files::commit(out.curve_file, curve_csv(history));
  return out;
}

}  // namespace dlflow::stages
