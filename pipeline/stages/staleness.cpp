#include "pipeline/stages/staleness.hpp"

#include <algorithm>
#include <map>

#include "core/base/text.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/stages/data_paths.hpp"
#include "pipeline/stages/facts_json.hpp"

namespace dlflow::stages {
namespace {

using schema::Node;
using Leaves = std::vector<std::pair<std::string, std::string>>;

std::string text_of(const Node& leaf) {
  if (leaf.is_scalar()) return leaf.text.empty() ? "''" : leaf.text;
  if (leaf.is_null()) return "null";
  if (leaf.is_map()) return "{}";
  std::vector<std::string> items;
  for (const Node& item : leaf.items) items.push_back(text_of(item));
  return "[" + join(items, ", ") + "]";
}

bool is_leaf(const Node& node) {
  if (node.is_list())
    return std::all_of(node.items.begin(), node.items.end(),
                       [](const Node& item) { return item.is_scalar(); });
  return !node.is_map() || node.entries.empty();
}

/// Every value with its path, lists of scalars whole.
void flatten(const Node& node, const std::string& path, Leaves& out) {
  if (is_leaf(node)) {
    out.emplace_back(path, text_of(node));
    return;
  }
  for (std::size_t i = 0; i < node.items.size(); ++i)
    flatten(node.items[i], schema::path_join(path, std::to_string(i)), out);
  for (const Node::Entry& entry : node.entries)
    flatten(entry.value, schema::path_join(path, entry.key), out);
}

Leaves leaves_of(const Node& options) {
  Leaves out;
  flatten(options, "", out);
  return out;
}

std::string value_in(const Leaves& leaves, const std::string& path) {
  for (const auto& [name, value] : leaves)
    if (name == path) return value;
  return "";
}

/// Where an option's value comes from; the place of the nearest one around it when it is gone.
std::string origin_of(const Workflow& workflow, const std::map<std::string, std::string>& origins,
                      const std::string& path) {
  for (const std::string& name : {path, schema::path_join(path, "0")})
    if (const auto at = origins.find(name); at != origins.end()) return at->second;
  const Place place = workflow.place_of(path);
  if (place.file.empty()) return "default";
  return place.line > 0 ? place.file + ":" + std::to_string(place.line) : place.file;
}

std::vector<Change> changed_options(const Workflow& workflow, const std::string& config) {
  const Node stored = config::parse_yaml(config, "the stored configuration");
  const Leaves before = leaves_of(result_options(project::load_project(stored)));
  const Leaves after = leaves_of(result_options(workflow.project()));
  const auto origins = workflow.origins();
  std::vector<Change> out;
  for (const auto& [path, value] : after)
    if (const std::string old = value_in(before, path); old != value)
      out.push_back({path, old, value, origin_of(workflow, origins, path)});
  for (const auto& [path, value] : before)
    if (value_in(after, path).empty())
      out.push_back({path, value, "", origin_of(workflow, origins, path)});
  return out;
}

/// What stands beside the options: the data, the versions of the kinds, the instruction set.
void add_changed_sources(Workflow& workflow, const report::Facts& last, std::vector<Change>& out) {
  for (const auto& [name, value] : workflow.made_from())
    for (const auto& [old_name, old_value] : last.made_from)
      if (name == old_name && value != old_value)
        out.push_back({name, old_value, value,
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
  out.is_up_to_date = finished_run(workflow).has_value();
  if (std::filesystem::exists(workflow.folder().ledger_path())) {
    std::string config, summary;
    for (const auto& run : workflow.ledger().runs()) {
      if (run.summary.empty() || run.number < out.last_run) continue;
      out.last_run = run.number;
      config = run.config;
      summary = run.summary;
    }
    if (out.last_run > 0 && !out.is_up_to_date) {
      out.changes = changed_options(workflow, config);
      add_changed_sources(workflow, facts_from_json(summary), out.changes);
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
  return out;
}

}  // namespace dlflow::stages
