#include "pipeline/harness/task_metrics.hpp"

#include "pipeline/models/score.hpp"

namespace dlflow::harness {

bool suits(const metrics::MetricKind& metric, data::Task task, bool is_of_series) {
  if (metric.needs_series && !is_of_series) return false;
  return task == data::Task::binary       ? metric.for_binary
         : task == data::Task::multiclass ? metric.for_multiclass
                                          : metric.for_regression;
}

std::vector<const metrics::MetricKind*> metrics_of(const data::Target& target, bool is_of_series) {
  std::vector<const metrics::MetricKind*> out;
  for (const auto& metric : metrics::metric_kinds())
    if (suits(metric, target.task, is_of_series) && metric.least_classes <= target.classes)
      out.push_back(&metric);
  return out;
}

std::map<std::string, double> score_all(const data::Target& truth,
                                        const data::Predictions& predictions,
                                        const metrics::MetricKind* wanted) {
  std::map<std::string, double> out;
  for (const auto* metric : metrics_of(truth, !truth.series.empty()))
    out[metric->name] = models::score(*metric, truth, predictions);
  if (wanted && !out.contains(wanted->name))
    out[wanted->name] = models::score(*wanted, truth, predictions);
  return out;
}

}  // namespace dlflow::harness
