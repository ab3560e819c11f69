#include <fmt/format.h>

#include <algorithm>

#include "cli/print.hpp"
#include "cli/session.hpp"
#include "cli/verbs.hpp"
#include "core/base/text.hpp"
#include "core/metrics/metric.hpp"
#include "pipeline/config/explain.hpp"
#include "pipeline/statistics/methods.hpp"

namespace dlflow::cli {
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

int run_explain(const Arguments& arguments) {
  const std::string topic = arguments.words.empty() ? "" : arguments.words[0];
  const auto& methods = statistics::methods();
  const auto method = std::ranges::find(methods, topic, &statistics::Method::name);
  if (const auto* metric = metrics::find_metric(topic)) {
    print(metric_text(*metric));
  } else if (method != methods.end()) {
    print(method_text(*method));
  } else if (topic == "metrics") {
    print(list_of(metrics::metric_kinds(), "metrics: what models are ranked by (define.metric)"));
  } else if (topic == "tests") {
    print(list_of(methods, "tests: the statistics behind leaderboards, comparisons and reports"));
  } else {
    project::Project project;
    auto table = schema::table(project);
    print(config::explain(table, topic));
    if (topic.empty())
      print(
          "\nmetrics and tests have pages of their own: dlflow explain metrics, dlflow explain "
          "tests\n");
  }
  return 0;
}

}  // namespace dlflow::cli
