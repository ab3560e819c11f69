#include "pipeline/stages/workflow.hpp"

#include <algorithm>

#include "pipeline/config/origins.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/stages/data_paths.hpp"
#include "pipeline/stages/staleness.hpp"

namespace dlflow::stages {
namespace {

/// The score counts classes alike, and one has less than a third of the rows of another.
bool has_rare_class(const metrics::MetricKind& metric, const report::Facts& facts) {
  if (!metric.counts_classes_alike) return false;
  const auto [least, most] =
      std::ranges::minmax(facts.class_counts, {}, &std::pair<std::string, std::size_t>::second);
  return 3 * least.second < most.second;
}

/// The project without what no score depends on: the rows that the kept model is fitted on.
project::Project scored(project::Project project) {
  project.present.refit = project::PresentOptions().refit;
  return project;
}

}  // namespace

Workflow::Workflow(schema::Node given, std::filesystem::path base, Settings settings)
    : given_(std::move(given)),
      base_(std::move(base)),
      settings_(std::move(settings)),
      project_(project::load_project(given_)),
      folder_(settings_.runs, project_.project) {
  facts_.project = project_.project;
  facts_.problem = project_.define.problem;
  facts_.motivation = project_.define.motivation;
  facts_.assumptions = project_.define.assumptions;
  facts_.version = settings_.version;
}

Place Workflow::place_of(const std::string& path) const {
  std::vector<std::string> steps = schema::parse_path(path);
  while (!steps.empty()) {
    std::string part;
    for (const std::string& step : steps) part = schema::path_join(part, step);
    if (const schema::Node* node = schema::find_path(given_, part);
        node && !node->place.file.empty())
      return node->place;
    steps.pop_back();
  }
  return {};
}

Place Workflow::key_place_of(const std::string& path) const {
  const schema::Node* at = &given_;
  Place found;
  for (const std::string& step : schema::parse_path(path)) {
    const auto entry = std::ranges::find(at->entries, step, &schema::Node::Entry::key);
    if (entry == at->entries.end()) break;
    if (!entry->key_place.file.empty()) found = entry->key_place;
    at = &entry->value;
  }
  return found;
}

UserError Workflow::at_option(const UserError& error, const std::string& path) const {
  std::vector<Problem> problems = error.problems();
  for (Problem& problem : problems) {
    if (!problem.place.file.empty()) continue;
    if (problem.path.empty())
      problem.path = path;
    else
      problem.path = path + "." + problem.path;
    problem.place = place_of(problem.path);
  }
  return UserError(error.code(), std::move(problems));
}

const data::DataOptions& Workflow::data_options() const {
  if (!data_options_) {
    const auto& data = project_.define.data;
    if (data.dataset.empty() && data.main_file().empty())
      throw at_option(
          UserError(ExitCode::configuration, "expected a file or a data set, got neither",
                    "write 'data: houses.csv' or 'data: {dataset: iris}'"),
          "define.data");
    try {
      data_options_ = located(data, base_);
    } catch (const UserError& e) {
      throw at_option(e, "define.data.dataset");
    }
  }
  return *data_options_;
}

std::filesystem::path Workflow::file_of(const std::filesystem::path& named) const {
  return named.is_absolute() ? named : (base_ / named).lexically_normal();
}

std::vector<std::pair<std::string, std::string>> Workflow::made_from() {
  if (data_hash_.empty()) {
    for (const std::string* file : paths_of(data_options())) {
      try {
        data::require_file(*file);
      } catch (const UserError& e) {
        throw at_option(e, "define.data");
      }
      data_hash_ += data::content_hash(*file);
    }
    for (const std::string* file :
         {&project_.define.test.rows, &project_.evaluate.cross_validation.file})
      if (!file->empty()) data_hash_ += files::sha256_file(file_of(*file));
  }
  std::string versions;
  for (const auto& kind : models::model_kinds())
    versions += kind.choice.name + std::to_string(kind.choice.version) + " ";
  versions += views::step_versions();
  return {
      {"data", data_hash_}, {"kinds", versions}, {"instruction set", harness::instruction_set()}};
}

std::string Workflow::key_of(const project::Project& project) {
  std::string text = config::to_yaml(result_options(project));
  for (const auto& [name, value] : made_from()) text += name + "\n" + value + "\n";
  return files::sha256(text);
}

std::string Workflow::run_key() { return key_of(project_); }

std::string Workflow::score_key() { return key_of(scored(project_)); }

std::string Workflow::score_settings_key() const {
  return files::sha256(config::to_yaml(result_options(scored(project_))));
}

store::Ledger& Workflow::ledger() {
  if (!ledger_) {
    lock_ = std::make_unique<files::FolderLock>(folder_.lock_path());
    ledger_ = std::make_unique<store::Ledger>(folder_.ledger_path());
  }
  return *ledger_;
}

Framed& Workflow::framed() {
  if (!framed_) {
    framed_ = define(*this);
    framed_->ground.table = &framed_->read.table;
    framed_->ground.target = &framed_->target;
    check_names(*this);
  }
  return *framed_;
}

std::vector<harness::CandidateResult>& Workflow::evaluated() {
  if (!evaluated_) evaluated_ = evaluate(*this);
  return *evaluated_;
}

std::vector<harness::CandidateResult>& Workflow::improved() {
  if (!improved_) improved_ = improve(*this);
  return *improved_;
}

std::vector<std::pair<std::string, views::ViewOptions>>& Workflow::views() {
  if (!views_) {
    auto views = project_.prepare.views;
    if (views.empty()) {
      views = views::default_views(framed().read.table, framed().inputs);
      if (views.front().first == "standard" && has_rare_class(*framed().metric, facts_))
        views.emplace_back("balanced", views::balanced_view());
    }
    views_ = std::move(views);
  }
  return *views_;
}

std::vector<schema::NamedChosen>& Workflow::models() {
  if (models_) return *models_;
  const auto has_kind = [this](data::ColumnKind kind) {
    return framed().read.table.has_kind(framed().inputs, kind);
  };
  const auto& options = project_.evaluate;
  std::vector<schema::NamedChosen> all;
  if (options.models.empty() || options.default_models)
    all = models::default_models(
        framed().target.task, static_cast<models::Breadth>(options.preset),
        {has_kind(data::ColumnKind::text), has_kind(data::ColumnKind::image),
         has_kind(data::ColumnKind::series), !framed().ground.series.empty()});
  for (const schema::NamedChosen& named : options.models) {
    const auto same = std::ranges::find(all, named.name, &schema::NamedChosen::name);
    if (same == all.end())
      all.push_back(named);
    else
      *same = named;
  }
  models_ = std::move(all);
  return *models_;
}

harness::Workers Workflow::workers(const std::string& stage) {
  harness::Workers out;
  out.jobs = settings_.jobs;
  out.stop = settings_.stop;
  out.ledger = &ledger();
  out.stage = stage;
  out.limit_seconds = project_.evaluate.limit_seconds;
  out.checkpoints = folder_.project_folder() / "checkpoints";
  if (Observer* observer = settings_.observer) {
    out.on_start = [observer, stage](std::size_t total, std::size_t done) {
      observer->start(stage, total, done);
    };
    out.on_unit = [observer](const std::string& unit) { observer->advance(unit); };
  }
  return out;
}

std::string Workflow::kept_config() const {
  schema::Node kept = given_;
  if (project_.define.data.dataset.empty())
    write_paths(data_options(), project_.define.data, kept.at("define").at("data"));
  return config::to_yaml(kept);
}

std::map<std::string, std::string> Workflow::origins() const {
  project::Project project = project_;
  return config::origins(given_, schema::dump(schema::table(project)));
}

std::string Workflow::resolved_config(bool with_origins) const {
  project::Project project = project_;
  const schema::Node resolved = schema::dump(schema::table(project));
  if (!with_origins) return config::to_yaml(resolved);
  const auto places = origins();
  return config::to_yaml(resolved, [&](const std::string& path) {
    const auto at = places.find(path);
    return at == places.end() ? std::string() : at->second;
  });
}

const std::vector<Stage>& stages() {
  static const std::vector<Stage> kStages = {
      {"define", "what is predicted, from which data, judged how", [](Workflow& w) { w.framed(); }},
      {"prepare", "the views of the data, fitted and explained", [](Workflow& w) { prepare(w); }},
      {"evaluate", "every model on every view, compared honestly",
       [](Workflow& w) { w.evaluated(); }},
      {"improve", "tuning and ensembles of what works", [](Workflow& w) { w.improved(); }},
      {"present", "the model, its report and its predictions", [](Workflow& w) { present(w); }},
  };
  return kStages;
}

}  // namespace dlflow::stages
