#include <cmath>

#include "core/base/text.hpp"
#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

constexpr std::string_view kHead = "top_", kTail = "_accuracy";
constexpr const char* kSource = "as scikit-learn's top_k_accuracy_score";

/// Classes that stand before the true one: more probable, or equally so and higher.
double classes_before(const Scored& scored, std::size_t n) {
  const auto shares = scored.predictions->row(n);
  const auto label = static_cast<std::size_t>(scored.labels[n]);
  double before = 0;
  for (std::size_t k = 0; k < shares.size(); ++k) {
    if (std::isnan(shares[k])) return kUndefined;
    before += shares[k] > shares[label] || (shares[k] == shares[label] && k > label);
  }
  return before;
}

double compute(const Scored& scored, std::int64_t k) {
  const std::size_t rows = rows_with_labels(scored);
  return weighted_mean(scored, rows, [&](std::size_t n) {
    const double before = classes_before(scored, n);
    return std::isnan(before) ? before : before < static_cast<double>(k) ? 1.0 : 0.0;
  });
}

std::optional<MetricFamily::Named> named(std::string_view name) {
  if (!name.starts_with(kHead) || !name.ends_with(kTail) ||
      name.size() < kHead.size() + kTail.size())
    return std::nullopt;
  const std::string_view text =
      name.substr(kHead.size(), name.size() - kHead.size() - kTail.size());
  const auto k = parse_integer(text);
  if (k && *k >= 1) return MetricFamily::Named{top_k_accuracy(*k)};
  return MetricFamily::Named{std::nullopt,
                             "metric " + std::string(name) +
                                 ": k must be a whole number from 1 on, got '" + std::string(text) +
                                 "'",
                             "write top_<k>_accuracy, such as top_3_accuracy"};
}

}  // namespace

MetricKind top_k_accuracy(std::int64_t k) {
  const std::string text = std::to_string(k);
  return {.name = std::string(kHead) + text + std::string(kTail),
          .doc = "Share of rows whose true class is among the " + text +
                 " most probable; of equal probabilities the higher class counts first, as "
                 "scikit-learn has it.",
          .source = kSource,
          .for_multiclass = true,
          .is_share = true,
          .least_classes = k + 1,
          .is_mean_over_rows = true,
          .compute = [k](const Scored& scored) { return compute(scored, k); }};
}

MetricFamily top_k_accuracies() {
  return {"top_<k>_accuracy",
          "Share of rows whose true class is among the k most probable, for any k below the number "
          "of classes: top_4_accuracy.",
          kSource, named};
}

}  // namespace dlflow::metrics
