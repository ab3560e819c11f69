#pragma once

#include "core/metrics/metric.hpp"
#include "pipeline/data/features.hpp"

namespace dlflow::models {

/// One metric on these predictions; NaN where it is not defined or overflows: no mean or
/// interval is made of infinities.
double score(const metrics::MetricKind& metric, const data::Target& truth,
             const data::Predictions& predictions);

}  // namespace dlflow::models
