#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/metrics/metric.hpp"
#include "pipeline/data/features.hpp"

namespace dlflow::harness {

/// Whether the metric scores such answers; one that needs series, only where rows are of series.
bool suits(const metrics::MetricKind& metric, data::Task task, bool is_of_series);

/// Every metric of the table that suits the target, in its order: none that is 1 whatever is
/// predicted.
std::vector<const metrics::MetricKind*> metrics_of(const data::Target& target, bool is_of_series);

/// Every metric of the table that suits the truth, and the one wanted, by name.
std::map<std::string, double> score_all(const data::Target& truth,
                                        const data::Predictions& predictions,
                                        const metrics::MetricKind* wanted = nullptr);

}  // namespace dlflow::harness
