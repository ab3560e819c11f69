#include "pipeline/project/metric_names.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "core/base/text.hpp"
#include "core/metrics/metric.hpp"

namespace dlflow::project {
namespace {

struct Synonym {
  std::string_view theirs, ours;
};

/// Names of scikit-learn, Keras and XGBoost, in small letters, without "neg_" before and "_score"
/// or "_loss" behind.
constexpr std::array kSynonyms = std::to_array<Synonym>({
    {"acc", "accuracy"},
    {"categorical_accuracy", "accuracy"},
    {"binary_accuracy", "accuracy"},
    {"bacc", "balanced_accuracy"},
    {"log", "log_loss"},
    {"logloss", "log_loss"},
    {"mlogloss", "log_loss"},
    {"nll", "log_loss"},
    {"cross_entropy", "log_loss"},
    {"crossentropy", "log_loss"},
    {"binary_crossentropy", "log_loss"},
    {"categorical_crossentropy", "log_loss"},
    {"brier_score", "brier"},
    {"expected_calibration_error", "ece"},
    {"auc", "roc_auc"},
    {"roc", "roc_auc"},
    {"auroc", "roc_auc"},
    {"auc_roc", "roc_auc"},
    {"rocauc", "roc_auc"},
    {"pr_auc", "average_precision"},
    {"auprc", "average_precision"},
    {"aucpr", "average_precision"},
    {"ap", "average_precision"},
    {"sensitivity", "recall"},
    {"tpr", "recall"},
    {"true_positive_rate", "recall"},
    {"tnr", "specificity"},
    {"true_negative_rate", "specificity"},
    {"ppv", "precision"},
    {"f_measure", "f1"},
    {"fscore", "f1"},
    {"geometric_mean", "g_mean"},
    {"matthews", "mcc"},
    {"matthews_corrcoef", "mcc"},
    {"cohen_kappa", "kappa"},
    {"qwk", "quadratic_kappa"},
    {"quadratic_weighted_kappa", "quadratic_kappa"},
    {"root_mean_squared_error", "rmse"},
    {"rms", "rmse"},
    {"mean_squared_error", "mse"},
    {"mean_absolute_error", "mae"},
    {"mean_squared_log_error", "rmsle"},
    {"mean_squared_logarithmic_error", "rmsle"},
    {"root_mean_squared_log_error", "rmsle"},
    {"msle", "rmsle"},
    {"median_absolute_error", "median_ae"},
    {"rsquared", "r2"},
    {"r_squared", "r2"},
    {"r_2", "r2"},
    {"mean_absolute_percentage_error", "mape"},
    {"wmape", "wape"},
    {"pinball", "pinball_50"},
    {"quantile", "pinball_50"},
    {"mean_pinball", "pinball_50"},
});

std::string plain(const std::string& name) {
  std::string text = lower_case(name);
  std::ranges::replace(text, '-', '_');
  std::ranges::replace(text, ' ', '_');
  if (text.starts_with("neg_")) text.erase(0, 4);
  for (const std::string_view end : {"_score", "_loss"})
    if (text.ends_with(end)) text.resize(text.size() - end.size());
  return text;
}

/// The metric that another library calls so, or that is written in other letters.
std::optional<std::string> meant(const std::string& name) {
  const std::string text = plain(name);
  for (const std::string& written : {text, text + "_loss"})
    if (metrics::find_metric(written)) return written;
  const auto found = std::ranges::find(kSynonyms, text, &Synonym::theirs);
  if (found == kSynonyms.end()) return std::nullopt;
  return std::string(found->ours);
}

}  // namespace

std::optional<std::string> unknown_metric(const std::string& name) {
  if (name.empty() || metrics::find_metric(name)) return std::nullopt;
  auto near = meant(name);
  if (const auto refused = metrics::refused_metric(name); refused && !near)
    return refused->problem + "\n" + refused->hint;
  std::vector<std::string> names;
  for (const auto& kind : metrics::metric_kinds()) names.push_back(kind.name);
  if (!near) near = nearest(name, names);
  return "unknown metric '" + excerpt(name) + "'\n" +
         (near ? "did you mean '" + *near + "'?" : "'dlflow explain metrics' lists them");
}

}  // namespace dlflow::project
