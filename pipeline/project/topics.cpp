#include "pipeline/project/topics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/metrics/metric.hpp"
#include "pipeline/config/explain.hpp"
#include "pipeline/statistics/methods.hpp"

namespace dlflow::project {
namespace {

std::string tasks_of(const metrics::MetricKind& kind) {
  std::vector<std::string> tasks;
  if (kind.for_binary) tasks.push_back("binary");
  if (kind.for_multiclass) tasks.push_back("multiclass");
  if (kind.for_regression) tasks.push_back("regression");
  return join(tasks, ", ");
}

std::string metric_text(const metrics::MetricKind& kind) {
  return kind.name + "\n" + config::wrapped(kind.doc, 2) +
         fmt::format("\n  kind     metric\n  tasks    {}\n  better   {}\n", tasks_of(kind),
                     kind.greater_is_better ? "higher" : "lower");
}

std::string method_text(const statistics::Method& method) {
  return std::string(method.name) + "\n" + config::wrapped(method.doc, 2) +
         "\n  kind     test or interval\n  source\n" + config::wrapped(method.source, 4);
}

template <class List>
std::string list_of(const List& list, const char* title) {
  std::string out = std::string(title) + "\n";
  for (const auto& entry : list)
    out += fmt::format("\n  {}\n", entry.name) + config::wrapped(entry.doc, 6);
  return out;
}

}  // namespace

std::string explain_topic(std::string_view topic) {
  const auto& methods = statistics::methods();
  const auto method = std::ranges::find(methods, topic, &statistics::Method::name);
  if (const auto* metric = metrics::find_metric(topic)) return metric_text(*metric);
  if (method != methods.end()) return method_text(*method);
  if (topic == "metrics")
    return list_of(metrics::metric_kinds(), "metrics: what models are ranked by (define.metric)");
  if (topic == "tests")
    return list_of(methods, "tests: the statistics behind leaderboards, comparisons and reports");
  return "";
}

}  // namespace dlflow::project
