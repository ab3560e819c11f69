#include "pipeline/project/topics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/metrics/metric.hpp"
#include "pipeline/config/explain.hpp"
#include "pipeline/project/project.hpp"
#include "pipeline/project/split_kinds.hpp"
#include "pipeline/statistics/methods.hpp"

namespace dlflow::project {
namespace {

using config::labelled;
using config::wrapped;

std::string tasks_of(const metrics::MetricKind& kind) {
  std::vector<std::string> tasks;
  if (kind.for_binary) tasks.push_back("binary");
  if (kind.for_multiclass) tasks.push_back("multiclass");
  if (kind.for_regression)
    tasks.push_back(kind.needs_series ? "regression over time" : "regression");
  return join(tasks, ", ");
}

template <class Entry>
std::string head_of(const Entry& entry, std::size_t width) {
  return std::string(entry.name) + "\n" + wrapped(entry.doc, 2, width) + "\n";
}

template <class Entry>
std::string source_of(const Entry& entry, std::size_t width) {
  return labelled("source", std::string(entry.source), width);
}

std::string page_of(const metrics::MetricKind& kind, std::size_t width) {
  return head_of(kind, width) + labelled("kind", "metric", width) +
         labelled("tasks", tasks_of(kind), width) +
         labelled("better", kind.greater_is_better ? "higher" : "lower", width) +
         source_of(kind, width);
}

std::string page_of(const metrics::MetricFamily& family, std::size_t width) {
  return head_of(family, width) + labelled("kind", "metrics with a number in their name", width) +
         source_of(family, width);
}

std::string page_of(const statistics::Method& method, std::size_t width) {
  return head_of(method, width) + labelled("kind", "test or interval", width) +
         source_of(method, width);
}

std::string page_of(const SplitKind& split, std::size_t width) {
  return head_of(split, width) + labelled("kind", "split", width) +
         labelled("option", std::string(split.option), width) + source_of(split, width);
}

template <class List>
std::string list_of(const List& list, const char* title, std::size_t width) {
  std::string out = wrapped(title, 0, width);
  for (const auto& entry : list)
    out += fmt::format("\n  {}\n", entry.name) + wrapped(entry.doc, 6, width);
  return out;
}

/// The name of a family as it is spoken of: top_k_accuracy.
std::string plain_name(const metrics::MetricFamily& family) {
  std::string out = family.name;
  std::erase_if(out, [](char c) { return c == '<' || c == '>'; });
  return out;
}

/// The family of that name, whether its number is marked, or parted by an underscore (f_beta), or
/// neither; nullptr when there is none.
const metrics::MetricFamily* find_family(std::string_view topic) {
  const auto letters = [](std::string text) {
    std::erase_if(text, [](char c) { return c == '<' || c == '>' || c == '_'; });
    return text;
  };
  for (const metrics::MetricFamily& family : metrics::metric_families())
    if (letters(family.name) == letters(std::string(topic))) return &family;
  return nullptr;
}

/// The names of all pages that stand in no table of options.
std::vector<std::string> page_names() {
  std::vector<std::string> names = {"metrics", "tests", "splits"};
  for (const auto& metric : metrics::metric_kinds()) names.push_back(metric.name);
  for (const auto& family : metrics::metric_families()) names.push_back(plain_name(family));
  for (const auto& method : statistics::methods()) names.emplace_back(method.name);
  for (const auto& split : split_kinds()) names.emplace_back(split.name);
  return names;
}

/// config::explain, which also names a page in place of what is not there.
std::string explain_option(schema::Object& table, std::string_view topic, std::size_t width) {
  try {
    return config::explain(table, topic, width);
  } catch (const UserError& error) {
    const dlflow::Problem& problem = error.problems().front();
    const auto near = nearest(topic, page_names());
    if (!near || problem.hint.starts_with("did you mean")) throw;
    throw UserError(error.code(), problem.message, "did you mean '" + *near + "'?");
  }
}

/// What stands in no table of options; empty when the topic is none of it.
std::string page_of(std::string_view topic, std::size_t width) {
  const auto& methods = statistics::methods();
  const auto& splits = split_kinds();
  if (const auto* metric = metrics::find_metric(topic)) return page_of(*metric, width);
  if (const auto* family = find_family(topic)) return page_of(*family, width);
  if (const auto refused = metrics::refused_metric(topic))
    throw UserError(ExitCode::usage, refused->problem, refused->hint);
  if (const auto at = std::ranges::find(methods, topic, &statistics::Method::name);
      at != methods.end())
    return page_of(*at, width);
  if (const auto at = std::ranges::find(splits, topic, &SplitKind::name); at != splits.end())
    return page_of(*at, width);
  if (topic == "metrics")
    return list_of(metrics::metric_kinds(), "metrics: what models are ranked by (define.metric)",
                   width) +
           "\n" +
           list_of(metrics::metric_families(), "more of them have a number in their name", width);
  if (topic == "tests")
    return list_of(methods, "tests: the statistics behind leaderboards, comparisons and reports",
                   width);
  if (topic == "splits")
    return list_of(splits,
                   "splits: how rows are cut into folds (evaluate.cross_validation) and a test set "
                   "(define.test)",
                   width);
  return "";
}

}  // namespace

std::string explain_topic(std::string_view topic, std::size_t width) {
  Project project;
  auto table = schema::table(project);
  const std::string page = page_of(topic, width);
  if (page.empty()) {
    const std::string text = explain_option(table, topic, width);
    return topic.empty() ? text + "\n" +
                               wrapped(
                                   "metrics, tests and splits have pages of their own: "
                                   "`dlflow explain metrics`, `dlflow explain tests`, "
                                   "`dlflow explain splits`",
                                   0, width)
                         : text;
  }
  // An option may have the name of a split, such as `group`.
  const bool is_option_too = config::is_named(table, std::string(topic));
  return is_option_too ? page + "\n" + config::explain(table, topic, width) : page;
}

}  // namespace dlflow::project
