#pragma once

#include "core/metrics/metric.hpp"

/// One function a kind, each in metrics/<name>.cpp; the table in metric.cpp lists them.
namespace dlflow::metrics {

MetricKind accuracy();
MetricKind balanced_accuracy();
MetricKind log_loss();
MetricKind roc_auc();
MetricKind f1();
MetricKind rmse();
MetricKind mae();
MetricKind mse();
MetricKind r2();

}  // namespace dlflow::metrics
