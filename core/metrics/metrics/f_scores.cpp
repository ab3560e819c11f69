#include <numeric>

#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

/// (1 + b^2) hits / (b^2 true + predicted), b^2 = Numerator / Denominator.
template <int Numerator, int Denominator>
double f_beta(const ClassWeights& sums, std::size_t k) {
  constexpr double kSquare = static_cast<double>(Numerator) / Denominator;
  return (1 + kSquare) * sums.hit[k] / (kSquare * sums.truth[k] + sums.predicted[k]);
}

template <int Numerator, int Denominator>
double compute(const Scored& scored) {
  return ratio_of_classes(scored, f_beta<Numerator, Denominator>);
}

double macro(const Scored& scored) { return macro_mean(scored, f_beta<1, 1>); }

double micro(const Scored& scored) {
  const ClassWeights sums = class_weights(scored);
  return std::accumulate(sums.hit.begin(), sums.hit.end(), 0.0) /
         std::accumulate(sums.truth.begin(), sums.truth.end(), 0.0);
}

double weighted(const Scored& scored) {
  const ClassWeights sums = class_weights(scored);
  double sum = 0, total = 0;
  for (std::size_t k = 0; k < sums.truth.size(); ++k) {
    if (sums.truth[k] == 0) continue;
    sum += sums.truth[k] * f_beta<1, 1>(sums, k);
    total += sums.truth[k];
  }
  return sum / total;
}

}  // namespace

MetricKind f1() {
  return share_of_classes(
      "f1",
      "2 hits / (true + predicted) of the positive class; with more than two classes the "
      "plain mean over the classes that occur.",
      "C. van Rijsbergen, Information retrieval (1979); as scikit-learn's f1_score", compute<1, 1>);
}

MetricKind f1_micro() {
  MetricKind kind =
      share_of_classes("f1_micro", "The f1 of all classes counted together, which is the accuracy.",
                       "as scikit-learn's f1_score, average micro", micro);
  kind.is_mean_over_rows = true;
  return kind;
}

MetricKind f1_macro() {
  MetricKind kind =
      share_of_classes("f1_macro", "The plain mean of the f1 of each class that occurs.",
                       "as scikit-learn's f1_score, average macro", macro);
  kind.counts_classes_alike = true;
  return kind;
}

MetricKind f1_weighted() {
  return share_of_classes("f1_weighted",
                          "The mean of the f1 of each class, by its share of the rows.",
                          "as scikit-learn's f1_score, average weighted", weighted);
}

MetricKind f2() {
  return share_of_classes(
      "f2", "5 hits / (4 true + predicted): f1 with recall counted twice as much as precision.",
      "C. van Rijsbergen, Information retrieval (1979); as scikit-learn's fbeta_score",
      compute<4, 1>);
}

MetricKind f0_5() {
  return share_of_classes(
      "f0_5",
      "1.25 hits / (0.25 true + predicted): f1 with precision counted twice as much as "
      "recall.",
      "C. van Rijsbergen, Information retrieval (1979); as scikit-learn's fbeta_score",
      compute<1, 4>);
}

}  // namespace dlflow::metrics
