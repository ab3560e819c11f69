#include "core/metrics/metric.hpp"

#include <algorithm>

#include "core/metrics/kinds.hpp"

namespace dlflow::metrics {

const std::vector<MetricKind>& metric_kinds() {
  static const std::vector<MetricKind> kinds = {
      accuracy(),
      balanced_accuracy(),
      top_3_accuracy(),
      top_5_accuracy(),
      log_loss(),
      brier(),
      ece(),
      roc_auc(),
      roc_auc_ovo(),
      average_precision(),
      f1(),
      f1_micro(),
      f1_macro(),
      f1_weighted(),
      f2(),
      f0_5(),
      precision(),
      recall(),
      specificity(),
      g_mean(),
      mcc(),
      kappa(),
      quadratic_kappa(),
      rmse(),
      mae(),
      mse(),
      rmsle(),
      median_ae(),
      r2(),
      explained_variance(),
      mape(),
      smape(),
      wape(),
      pinball_10(),
      pinball_50(),
      pinball_90(),
      max_error(),
  };
  return kinds;
}

const MetricKind* find_metric(std::string_view name) {
  const auto& kinds = metric_kinds();
  const auto found = std::ranges::find(kinds, name, &MetricKind::name);
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace dlflow::metrics
