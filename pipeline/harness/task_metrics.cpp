#include "pipeline/harness/task_metrics.hpp"

namespace dlflow::harness {

bool suits(const metrics::MetricKind& metric, data::Task task) {
  return task == data::Task::binary       ? metric.for_binary
         : task == data::Task::multiclass ? metric.for_multiclass
                                          : metric.for_regression;
}

std::vector<const metrics::MetricKind*> metrics_of(data::Task task) {
  std::vector<const metrics::MetricKind*> out;
  for (const auto& metric : metrics::metric_kinds())
    if (suits(metric, task)) out.push_back(&metric);
  return out;
}

}  // namespace dlflow::harness
