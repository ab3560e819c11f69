#include "pipeline/stages/staleness.hpp"

#include <algorithm>
#include <map>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/stages/candidates.hpp"
#include "pipeline/stages/data_paths.hpp"
#include "pipeline/stages/facts_json.hpp"

namespace dlflow::stages {
namespace {

using schema::Node;

std::string text_of(const Place& place) {
  if (place.file.empty()) return "default";
  return place.line > 0 ? place.file + ":" + std::to_string(place.line) : place.file;
}

/// Where an option's value comes from; of one that is gone, the option it stood below.
std::string origin_of(const Workflow& workflow, const std::map<std::string, std::string>& origins,
                      const OptionChange& change) {
  for (const std::string& name : {change.path, schema::path_join(change.path, "0")})
    if (const auto at = origins.find(name); at != origins.end()) return at->second;
  const bool is_value = change.kind == OptionChange::Kind::changed;
  return text_of(is_value ? workflow.place_of(change.path) : workflow.key_place_of(change.path));
}

std::vector<Change> changed_options(const Workflow& workflow, const report::Facts& last) {
  const Node stored = config::parse_yaml(last.config, "the stored configuration");
  const auto origins = workflow.origins();
  std::vector<Change> out;
  for (OptionChange& change : option_changes(result_options(project::load_project(stored)),
                                             result_options(workflow.project()))) {
    std::string origin = origin_of(workflow, origins, change);
    if (change.path == "define.metric" && change.from == "''")
      change.from = last.leaderboard.metric + " (the default)";
    if (change.path == "define.metric" && change.to == "''") change.to = "the default";
    out.push_back({std::move(change), std::move(origin)});
  }
  return out;
}

/// What stands beside the options: the data, the versions of the kinds, the instruction set.
void add_changed_sources(Workflow& workflow, const report::Facts& last, std::vector<Change>& out) {
  for (const auto& [name, value] : workflow.made_from())
    for (const auto& [old_name, old_value] : last.made_from)
      if (name == old_name && value != old_value)
        out.push_back({{OptionChange::Kind::changed, name, old_value, value},
                       name == "data" ? *paths_of(workflow.data_options()).front() : "this build"});
}

/// The stages from the first one on that a change concerns.
std::vector<std::string> stale_stages(const std::vector<Change>& changes) {
  std::size_t first = stages().size();
  for (const Change& change : changes) {
    const std::string top = schema::parse_path(change.path).front();
    std::size_t stage = 0;
    for (std::size_t i = 0; i < stages().size(); ++i)
      if (stages()[i].name == top) stage = i;
    first = std::min(first, stage);
  }
  std::vector<std::string> out;
  for (std::size_t i = first; i < stages().size(); ++i) out.push_back(stages()[i].name);
  return out;
}

/// Fits of the present evaluation that the ledger holds; none where it cannot be set up.
std::size_t kept_fits(Workflow& workflow) {
  if (!std::filesystem::exists(workflow.folder().ledger_path())) return 0;
  try {
    return harness::count_stored(workflow.framed().ground, candidates(workflow), workflow.ledger());
  } catch (const UserError&) {
    return 0;  // what is wrong is told by what runs it
  }
}

}  // namespace

schema::Node result_options(project::Project project) {
  project.project = project.define.problem = project.define.motivation = "";
  project.define.assumptions = "";
  forget_paths(project.define.data);
  if (project.define.metric.empty() && project.define.benchmark)
    project.define.metric = project.define.benchmark->metric;
  project.define.benchmark.reset();
  project.evaluate.limit_seconds = 0;
  project.present.predict = "";
  project.present.exports.clear();
  return schema::dump(schema::table(project));
}

Status status_of(Workflow& workflow) {
  Status out;
  workflow.made_from();  // data that are not there are told before a run is missed
  out.is_up_to_date = finished_run(workflow).has_value();
  if (std::filesystem::exists(workflow.folder().ledger_path())) {
    std::string summary;
    for (const auto& run : workflow.ledger().runs()) {
      if (run.summary.empty() || run.number < out.last_run) continue;
      out.last_run = run.number;
      summary = run.summary;
    }
    if (out.last_run > 0 && !out.is_up_to_date) {
      const report::Facts last = facts_from_json(summary);
      out.changes = changed_options(workflow, last);
      add_changed_sources(workflow, last, out.changes);
    }
  }
  if (out.is_up_to_date) return out;
  // No difference found: a file of the run is gone, which `present` makes again; or nothing is
  // done.
  if (out.last_run > 0 && out.changes.empty())
    out.stale = {stages().back().name};
  else if (out.last_run > 0)
    out.stale = stale_stages(out.changes);
  else
    for (const Stage& stage : stages()) out.stale.push_back(stage.name);
  if (std::ranges::find(out.stale, "evaluate") != out.stale.end())
    out.kept_fits = kept_fits(workflow);
  return out;
}

}  // namespace dlflow::stages
