#include "pipeline/project/topics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/metrics/metric.hpp"
#include "core/nn/initializer_kinds.hpp"
#include "pipeline/config/explain.hpp"
#include "pipeline/project/kind_lists.hpp"
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
  return head_of(method, width) + labelled("kind", "test or statistic", width) +
         source_of(method, width);
}

std::string page_of(const SplitKind& split, std::size_t width) {
  return head_of(split, width) + labelled("kind", "split", width) +
         labelled("option", std::string(split.option), width) + source_of(split, width);
}

std::string page_of(const nn::InitializerKind& kind, std::size_t width) {
  return head_of(kind, width) + labelled("kind", "initializer", width) + source_of(kind, width);
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
  std::vector<std::string> names = {"metrics", "tests", "splits", "initializers"};
  for (const KindList& list : kind_lists()) names.emplace_back(list.plural);
  for (const auto& metric : metrics::metric_kinds()) names.push_back(metric.name);
  for (const auto& family : metrics::metric_families()) names.push_back(plain_name(family));
  for (const auto& method : statistics::methods()) names.emplace_back(method.name);
  for (const auto& split : split_kinds()) names.emplace_back(split.name);
  for (const auto& kind : nn::initializer_kinds()) names.emplace_back(kind.name);
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

template <class Entry>
bool means(const Entry& entry, std::string_view topic) {
  return topic == entry.plural || topic == entry.singular;
}

/// The entry of a list that has this name, or nullptr.
template <class List>
auto entry_named(const List& list, std::string_view topic) -> decltype(&list.front()) {
  const auto at = std::ranges::find_if(list, [&](const auto& one) { return one.name == topic; });
  return at == list.end() ? nullptr : &*at;
}

/// A page of one thing that stands in no table of options; empty when the topic is none of it.
std::string page_of(std::string_view topic, std::size_t width) {
  if (const auto* metric = metrics::find_metric(topic)) return page_of(*metric, width);
  if (const auto* family = find_family(topic)) return page_of(*family, width);
  if (const auto refused = metrics::refused_metric(topic))
    throw UserError(ExitCode::usage, refused->problem, refused->hint);
  if (const auto* method = entry_named(statistics::methods(), topic))
    return page_of(*method, width);
  if (const auto* split = entry_named(split_kinds(), topic)) return page_of(*split, width);
  if (const auto* kind = entry_named(nn::initializer_kinds(), topic)) return page_of(*kind, width);
  return "";
}

/// A list of what is of one sort; empty when the topic names none.
std::string list_named(std::string_view topic, std::size_t width) {
  if (topic == "metrics" || topic == "metric")
    return list_of(metrics::metric_kinds(), "metrics: what models are ranked by (define.metric)",
                   width) +
           "\n" +
           list_of(metrics::metric_families(), "more of them have a number in their name", width);
  if (topic == "tests")
    return list_of(statistics::methods(),
                   "tests: the statistics behind leaderboards, comparisons and reports", width);
  if (topic == "splits" || topic == "split")
    return list_of(split_kinds(),
                   "splits: how rows are cut into folds (evaluate.cross_validation) and a test set "
                   "(define.test)",
                   width);
  if (topic == "initializers" || topic == "initializer")
    return list_of(nn::initializer_kinds(),
                   "initializers: how the weights of a layer begin (kernel_initializer)", width);
  for (const KindList& list : kind_lists()) {
    if (!means(list, topic)) continue;
    std::string out = wrapped(list.title, 0, width);
    for (const auto& [heading, family] : list.families)
      out += config::kind_lines(heading, *family, width);
    return out;
  }
  return "";
}

/// Which options have the name of a list too.
std::string namesakes(std::string_view topic, const std::vector<std::string>& places,
                      std::size_t width) {
  constexpr std::size_t kShown = 2;
  if (places.empty()) return "";
  const std::size_t shown = std::min(kShown, places.size()), more = places.size() - shown;
  return wrapped(fmt::format("an option is named '{}' too: {}{}", topic,
                             join(std::span(places).first(shown), ", "),
                             more > 0 ? fmt::format(" and {} more", more) : ""),
                 0, width);
}

/// What is printed as "corrected t-test" has the name corrected_t_test.
std::string with_underscores(std::string_view words) {
  std::string name(words);
  std::ranges::replace_if(
      name, [](char c) { return c == ' ' || c == '-'; }, '_');
  return name;
}

/// Names of pages are small: Wilcoxon is wilcoxon.
std::string in_small_letters(std::string name) {
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

}  // namespace

std::string explain_topic(std::string_view words, std::size_t width) {
  const std::string topic = with_underscores(words);
  Project project;
  auto table = schema::table(project);
  if (topic.empty())
    return config::explain(table, topic, width) + "\n" +
           wrapped(
               "lists of what can be chosen: `dlflow explain` metrics, tests, splits, models, "
               "views, steps, layers, losses, optimizers, schedules, initializers, ensembles, "
               "searchers",
               0, width);
  std::vector<std::string> places = config::paths_named(table, topic);
  if (const std::string list = list_named(topic, width); !list.empty())
    return list + "\n" +
           wrapped("`dlflow explain NAME` tells more of each, and its source", 0, width) +
           namesakes(topic, places, width);
  for (const Alias& alias : option_aliases()) {
    if (!means(alias, topic)) continue;
    std::erase(places, alias.path);
    const std::string others = namesakes(topic, places, width);
    return config::explain(table, alias.path, width) + (others.empty() ? "" : "\n" + others);
  }
  const std::string page = page_of(in_small_letters(topic), width);
  if (page.empty()) return explain_option(table, topic, width);
  // An option may have the name of a split, such as `group`.
  return places.empty() ? page : page + "\n" + config::explain(table, topic, width);
}

}  // namespace dlflow::project
