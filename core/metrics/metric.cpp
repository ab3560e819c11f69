#include "core/metrics/metric.hpp"

#include <algorithm>

#include "core/metrics/kinds.hpp"

namespace dlflow::metrics {

const std::vector<MetricKind>& metric_kinds() {
  static const std::vector<MetricKind> kinds = {
      accuracy(), balanced_accuracy(), log_loss(), roc_auc(), f1(), rmse(), mae(), mse(), r2(),
  };
  return kinds;
}

const MetricKind* find_metric(std::string_view name) {
  const auto& kinds = metric_kinds();
  const auto found = std::ranges::find(kinds, name, &MetricKind::name);
  return found == kinds.end() ? nullptr : &*found;
}

}  // namespace dlflow::metrics
