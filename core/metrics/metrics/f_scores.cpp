#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/base/text.hpp"
#include "core/metrics/kinds.hpp"
#include "core/metrics/rows.hpp"

namespace dlflow::metrics {
namespace {

/// (1 + b^2) hits / (b^2 true + predicted).
double f_of(const ClassWeights& sums, std::size_t k, double square) {
  return (1 + square) * sums.hit[k] / (square * sums.truth[k] + sums.predicted[k]);
}

double f1_of(const ClassWeights& sums, std::size_t k) { return f_of(sums, k, 1); }

double macro(const Scored& scored) { return macro_mean(scored, f1_of); }

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
    sum += sums.truth[k] * f1_of(sums, k);
    total += sums.truth[k];
  }
  return sum / total;
}

constexpr const char* kSource =
    "C. van Rijsbergen, Information retrieval (1979); as scikit-learn's fbeta_score";

/// "f0_5" for 0.5.
std::string name_of(std::string beta) {
  std::ranges::replace(beta, '.', '_');
  return "f" + beta;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Digits, perhaps with one _ among them for the point; no more than a double tells apart.
std::optional<double> beta_of(std::string text) {
  constexpr std::size_t kMostDigits = 15;
  if (text.size() > kMostDigits || !is_digit(text.front()) || !is_digit(text.back()) ||
      !std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '_'; }))
    return std::nullopt;
  std::ranges::replace(text, '_', '.');
  return parse_number(text);
}

/// The number without zeros that say nothing: "1.5" for 01_50.
std::string canonical(std::string text) {
  std::ranges::replace(text, '_', '.');
  if (text.find('.') != std::string::npos) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  const std::size_t first = std::min(text.find_first_not_of('0'), text.size() - 1);
  return text.substr(text[first] == '.' ? first - 1 : first);
}

std::optional<MetricFamily::Named> named(std::string_view name) {
  if (name.size() < 2 || name[0] != 'f' || !is_digit(name[1])) return std::nullopt;
  const std::string text(name.substr(1));
  const auto beta = beta_of(text);
  if (!beta || *beta <= 0)
    return MetricFamily::Named{
        std::nullopt, fmt::format("metric {}: beta must be a number above 0, got '{}'", name, text),
        "write f<beta> with _ for the point, such as f2 or f0_5"};
  const std::string usual = name_of(canonical(text));
  if (usual != name)
    return MetricFamily::Named{std::nullopt, fmt::format("unknown metric '{}'", name),
                               fmt::format("did you mean '{}'?", usual)};
  MetricKind kind = f_beta(*beta);
  kind.name = usual;
  return MetricFamily::Named{std::move(kind)};
}

}  // namespace

MetricKind f1() {
  return share_of_classes(
      "f1",
      "2 hits / (true + predicted) of the positive class; with more than two classes the "
      "plain mean over the classes that occur.",
      "C. van Rijsbergen, Information retrieval (1979); as scikit-learn's f1_score",
      [](const Scored& scored) { return ratio_of_classes(scored, f1_of); });
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

MetricKind f_beta(double beta) {
  const double square = beta * beta;
  const auto times = [](double factor) {
    return factor == 2 ? std::string("twice") : fmt::format("{:.6g} times", factor);
  };
  const std::string counted = beta < 1
                                  ? "precision counted " + times(1 / beta) + " as much as recall"
                                  : "recall counted " + times(beta) + " as much as precision";
  return share_of_classes(name_of(shortest(beta)),
                          fmt::format("{} hits / ({} true + predicted): f1 with {}.",
                                      shortest(1 + square), shortest(square), counted),
                          kSource, [square](const Scored& scored) {
                            return ratio_of_classes(
                                scored, [square](const ClassWeights& sums, std::size_t k) {
                                  return f_of(sums, k, square);
                                });
                          });
}

MetricFamily f_betas() {
  return {"f<beta>",
          "f1 with recall counted beta times as much as precision, for any beta above 0, _ in "
          "place of the point: f1_5, f0_25.",
          kSource, named};
}

}  // namespace dlflow::metrics
