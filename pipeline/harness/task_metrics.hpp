#pragma once

#include <vector>

#include "core/metrics/metric.hpp"
#include "pipeline/data/features.hpp"

namespace dlflow::harness {

bool suits(const metrics::MetricKind& metric, data::Task task);

/// Every metric that suits the task, in the order of their table.
std::vector<const metrics::MetricKind*> metrics_of(data::Task task);

}  // namespace dlflow::harness
