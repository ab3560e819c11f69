#include "pipeline/harness/task_metrics.hpp"

namespace dlflow::harness {

bool suits(const metrics::MetricKind& metric, data::Task task, bool is_of_series) {
  if (metric.needs_series && !is_of_series) return false;
  return task == data::Task::binary       ? metric.for_binary
         : task == data::Task::multiclass ? metric.for_multiclass
                                          : metric.for_regression;
}

std::vector<const metrics::MetricKind*> metrics_of(data::Task task, bool is_of_series) {
  std::vector<const metrics::MetricKind*> out;
  for (const auto& metric : metrics::metric_kinds())
    if (suits(metric, task, is_of_series)) out.push_back(&metric);
  return out;
}

double score(const metrics::MetricKind& metric, const data::Target& truth,
             const data::Predictions& predictions) {
  return metric.compute({.labels = truth.labels,
                         .values = truth.values,
                         .predictions = &predictions,
                         .weights = truth.weights,
                         .series = truth.series,
                         .naive_absolute = truth.naive_absolute,
                         .naive_square = truth.naive_square});
}

std::map<std::string, double> score_all(const data::Target& truth,
                                        const data::Predictions& predictions,
                                        const metrics::MetricKind* wanted) {
  std::map<std::string, double> out;
  for (const auto* metric : metrics_of(truth.task, !truth.series.empty()))
    out[metric->name] = score(*metric, truth, predictions);
  if (wanted && !out.contains(wanted->name)) out[wanted->name] = score(*wanted, truth, predictions);
  return out;
}

}  // namespace dlflow::harness
