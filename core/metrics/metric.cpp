#include "core/metrics/metric.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <utility>

#include "core/metrics/kinds.hpp"

namespace dlflow::metrics {

const std::vector<MetricKind>& metric_kinds() {
  static const std::vector<MetricKind> kinds = {
      accuracy(),
      balanced_accuracy(),
      top_k_accuracy(3),
      top_k_accuracy(5),
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
      f_beta(2),
      f_beta(0.5),
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
      mase(),
      rmsse(),
  };
  return kinds;
}

const std::vector<MetricFamily>& metric_families() {
  static const std::vector<MetricFamily> families = {
      top_k_accuracies(),
      f_betas(),
  };
  return families;
}

namespace {

std::optional<MetricFamily::Named> named_by_family(std::string_view name) {
  for (const MetricFamily& family : metric_families())
    if (auto named = family.named(name)) return named;
  return std::nullopt;
}

/// Keeps each member of a family that was asked for at one place.
const MetricKind* member(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, MetricKind, std::less<>> members;
  const std::lock_guard lock(mutex);
  if (const auto found = members.find(name); found != members.end()) return &found->second;
  auto named = named_by_family(name);
  if (!named || !named->kind) return nullptr;
  return &members.emplace(name, *std::move(named->kind)).first->second;
}

}  // namespace

const MetricKind* find_metric(std::string_view name) {
  const auto& kinds = metric_kinds();
  const auto found = std::ranges::find(kinds, name, &MetricKind::name);
  return found == kinds.end() ? member(name) : &*found;
}

std::optional<MetricFamily::Named> refused_metric(std::string_view name) {
  if (find_metric(name)) return std::nullopt;
  return named_by_family(name);
}

}  // namespace dlflow::metrics
