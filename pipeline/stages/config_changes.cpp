#include "pipeline/stages/config_changes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/nn/layer.hpp"
#include "core/nn/loss.hpp"
#include "core/optim/optimizer.hpp"
#include "core/optim/schedule.hpp"
#include "pipeline/config/flow_text.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/ensembles/ensemble.hpp"
#include "pipeline/search/search.hpp"
#include "pipeline/views/imbalance.hpp"
#include "pipeline/views/view.hpp"

namespace dlflow::stages {
namespace {

using schema::Node;

constexpr std::size_t kMostText = 100;  ///< bytes of a value; more cannot be read on one line

bool is_prose(const std::string& path) {
  for (const char* name :
       {"project", "define.problem", "define.motivation", "define.assumptions", "define.benchmark"})
    if (path == name) return true;
  return false;
}

/// A map whose keys are names that its author chose.
bool holds_names(const std::string& path) {
  return path == "evaluate.models" || path == "prepare.views" || path.ends_with("columns");
}

bool is_model(const std::string& path) {
  const auto steps = schema::parse_path(path);
  return steps.size() == 3 && steps[0] == "evaluate" && steps[1] == "models";
}

bool is_empty(const Node& node) {
  return node.is_null() || (node.is_list() && node.items.empty()) ||
         (node.is_map() && node.entries.empty());
}

/// The kind that `{name: options}` chooses, where some family has one with these options.
const schema::Choice* choice_of(const Node::Entry& entry) {
  for (const schema::Choices* family :
       {&views::transform_choices(), &views::image_choices(), &views::series_choices(),
        &views::text_choices(), &views::imbalance_choices(), &ensembles::ensemble_choices(),
        &search::searcher_choices(), &nn::layer_choices(), &optim::optimizer_choices(),
        &optim::schedule_choices(), &nn::loss_choices()}) {
    const schema::Choice* choice = schema::find_choice(*family, entry.key);
    if (!choice) continue;
    const Node defaults = schema::dump(schema::choose(*family, entry.key));
    const Node* own = defaults.find(entry.key);
    const bool has_all =
        std::all_of(entry.value.entries.begin(), entry.value.entries.end(),
                    [&](const Node::Entry& option) { return own && own->find(option.key); });
    if (has_all) return choice;
  }
  return nullptr;
}

/// A value as a person would write it: without empty parts and options that have their defaults.
Node brief(const Node& node) {
  Node out = node;
  for (Node& item : out.items) item = brief(item);
  if (!node.is_map()) return out;
  if (node.entries.size() == 1)
    if (const schema::Choice* choice = choice_of(node.entries[0])) {
      const Node defaults = schema::dump(schema::choose({choice}, choice->name));
      Node& options = out.entries[0].value;
      std::erase_if(options.entries, [&](const Node::Entry& option) {
        const Node* value = defaults.find(choice->name)->find(option.key);
        return value && value->same_value(option.value);
      });
      if (options.entries.empty()) return Node::scalar(choice->name);
    }
  for (Node::Entry& entry : out.entries) entry.value = brief(entry.value);
  std::erase_if(out.entries, [](const Node::Entry& entry) { return is_empty(entry.value); });
  return out;
}

std::string short_text(const Node* node) {
  if (!node) return "";
  if (node->is_scalar() && node->text.empty()) return "''";
  std::string text = config::flow_text(brief(*node));
  if (text.size() <= kMostText) return text;
  std::size_t end = kMostText;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

/// "[knn, ridge]" of a map of names; "the defaults" where it names none.
std::string names_text(const Node& map) {
  if (is_empty(map)) return "the defaults";
  std::vector<std::string> names;
  for (const auto& entry : map.entries) names.push_back(entry.key);
  return "[" + join(names, ", ") + "]";
}

bool have_same_keys(const Node& a, const Node& b) {
  return a.is_map() && b.is_map() &&
         std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                    [](const auto& one, const auto& other) { return one.key == other.key; });
}

/// Lists whose items are maps of the same keys, one by one: steps of the same kinds, say.
bool have_same_kinds(const Node& a, const Node& b) {
  return a.is_list() && b.is_list() && !a.items.empty() &&
         std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), have_same_keys);
}

/// `adam` in place of `sgd`: one value for another, not an option more and one less.
bool is_other_kind(const Node& a, const Node& b) {
  return a.entries.size() == 1 && b.entries.size() == 1 && a.entries[0].key != b.entries[0].key;
}

class Walk {
 public:
  void compare(const Node* before, const Node* after, const std::string& path) {
    if (is_prose(path) || (before && after && before->same_value(*after))) return;
    if (!before || !after) return add_one_sided(before, after, path);
    if (before->is_map() && after->is_map() && compare_maps(*before, *after, path)) return;
    if (have_same_kinds(*before, *after)) {
      for (std::size_t i = 0; i < before->items.size(); ++i)
        compare(&before->items[i], &after->items[i], schema::path_join(path, std::to_string(i)));
      return;
    }
    found.push_back({OptionChange::Kind::changed, path, short_text(before), short_text(after)});
  }

  std::vector<OptionChange> found;

 private:
  void add_one_sided(const Node* before, const Node* after, const std::string& path) {
    const auto kind = before ? OptionChange::Kind::removed : OptionChange::Kind::added;
    if (is_model(path))
      found.push_back({kind, path, "", ""});
    else
      found.push_back({kind, path, short_text(before), short_text(after)});
  }

  /// Whether the maps were told option by option.
  bool compare_maps(const Node& before, const Node& after, const std::string& path) {
    if ((path == "evaluate.models" || path == "prepare.views") &&
        (is_empty(before) || is_empty(after))) {
      found.push_back({OptionChange::Kind::changed, path, names_text(before), names_text(after)});
      return true;
    }
    if (!holds_names(path) && is_other_kind(before, after)) return false;
    for (const auto& entry : after.entries)
      compare(before.find(entry.key), &entry.value, schema::path_join(path, entry.key));
    for (const auto& entry : before.entries)
      if (!after.find(entry.key))
        compare(&entry.value, nullptr, schema::path_join(path, entry.key));
    return true;
  }
};

/// The configuration of a run, with the metric that it was judged by.
Node effective_config(const report::Facts& facts) {
  Node config = config::parse_yaml(facts.config, "a stored configuration");
  if (Node* define = config.find("define"); define && !facts.leaderboard.metric.empty())
    define->at("metric") = Node::scalar(facts.leaderboard.metric);
  return config;
}

}  // namespace

std::string in_words(const OptionChange& change) {
  switch (change.kind) {
    case OptionChange::Kind::added:
      return change.path + " added" + (change.to.empty() ? "" : " as " + change.to);
    case OptionChange::Kind::removed:
      return change.path + " removed" + (change.from.empty() ? "" : ", it was " + change.from);
    case OptionChange::Kind::changed:
      break;
  }
  return fmt::format("{} {} -> {}", change.path, change.from, change.to);
}

std::vector<OptionChange> option_changes(const Node& before, const Node& after) {
  Walk walk;
  walk.compare(&before, &after, "");
  return std::move(walk.found);
}

std::vector<OptionChange> option_changes(const report::Facts& before, const report::Facts& after) {
  auto changes = option_changes(effective_config(before), effective_config(after));
  if (data_of(before) == data_of(after)) return changes;
  const std::string from = counted(before.rows, "row"), to = counted(after.rows, "row");
  changes.insert(changes.begin(), {OptionChange::Kind::changed, "data", from,
                                   from == to ? to + " of other content" : to});
  return changes;
}

std::string data_of(const report::Facts& facts) {
  for (const auto& [name, value] : facts.made_from)
    if (name == "data") return value;
  return "";
}

}  // namespace dlflow::stages
