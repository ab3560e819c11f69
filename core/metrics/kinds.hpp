#pragma once

#include <cstdint>

#include "core/metrics/metric.hpp"

/// One function a kind, in metrics/<name>.cpp or with its family; the tables in metric.cpp list
/// them.
namespace dlflow::metrics {

MetricKind accuracy();
MetricKind balanced_accuracy();
MetricKind log_loss();
MetricKind brier();
MetricKind ece();
MetricKind roc_auc();
MetricKind roc_auc_ovo();
MetricKind average_precision();
MetricKind f1();
MetricKind f1_micro();
MetricKind f1_macro();
MetricKind f1_weighted();
MetricKind precision();
MetricKind recall();
MetricKind specificity();
MetricKind g_mean();
MetricKind mcc();
MetricKind kappa();
MetricKind quadratic_kappa();
MetricKind rmse();
MetricKind mae();
MetricKind mse();
MetricKind rmsle();
MetricKind median_ae();
MetricKind r2();
MetricKind explained_variance();
MetricKind mape();
MetricKind smape();
MetricKind wape();
MetricKind pinball_10();
MetricKind pinball_50();
MetricKind pinball_90();
MetricKind max_error();
MetricKind mase();
MetricKind rmsse();

/// One of a family, and the family.
MetricKind top_k_accuracy(std::int64_t k);
MetricFamily top_k_accuracies();
MetricKind f_beta(double beta);
MetricFamily f_betas();

}  // namespace dlflow::metrics
