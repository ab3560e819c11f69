#include "core/metrics/rows.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/base/error.hpp"

namespace dlflow::metrics {
namespace {

void require_shapes(const Scored& scored, std::size_t rows) {
  DLFLOW_REQUIRE(scored.predictions != nullptr, "a metric needs predictions");
  DLFLOW_REQUIRE(scored.predictions->rows == rows, "as many predictions as true values");
  DLFLOW_REQUIRE(scored.weights.empty() || scored.weights.size() == rows,
                 "as many weights as true values");
}

}  // namespace

std::size_t rows_with_labels(const Scored& scored) {
  DLFLOW_REQUIRE(scored.values.empty(), "a metric of classes got a regression");
  require_shapes(scored, scored.labels.size());
  const auto classes = static_cast<std::int32_t>(scored.predictions->columns);
  for (const std::int32_t label : scored.labels)
    DLFLOW_REQUIRE(label >= 0 && label < classes, "a label is out of range");
  return scored.labels.size();
}

std::size_t rows_with_values(const Scored& scored) {
  DLFLOW_REQUIRE(scored.labels.empty(), "a metric of a regression got classes");
  require_shapes(scored, scored.values.size());
  DLFLOW_REQUIRE(scored.predictions->columns == 1, "one predicted value per row");
  return scored.values.size();
}

std::size_t rows_of_series(const Scored& scored) {
  const std::size_t rows = rows_with_values(scored);
  DLFLOW_REQUIRE(scored.series.size() == rows && scored.naive_absolute.size() == rows &&
                     scored.naive_square.size() == rows,
                 "a series and its naive errors for each true value");
  return rows;
}

std::size_t predicted_class(const Scored& scored, std::size_t row) {
  const auto shares = scored.predictions->row(row);
  if (std::ranges::any_of(shares, [](double share) { return std::isnan(share); }))
    return shares.size();
  return static_cast<std::size_t>(std::ranges::max_element(shares) - shares.begin());
}

MetricKind share_of_classes(std::string name, std::string doc, std::string source,
                            std::function<double(const Scored&)> compute, double lowest) {
  return {.name = std::move(name),
          .doc = std::move(doc),
          .source = std::move(source),
          .for_binary = true,
          .for_multiclass = true,
          .is_share = true,
          .lowest = lowest,
          .compute = std::move(compute)};
}

double is_hit(const Scored& scored, std::size_t row) {
  const std::size_t guess = predicted_class(scored, row);
  if (guess == scored.predictions->columns) return kUndefined;
  return guess == static_cast<std::size_t>(scored.labels[row]) ? 1 : 0;
}

ClassWeights class_weights(const Scored& scored) {
  const std::size_t rows = rows_with_labels(scored), classes = scored.predictions->columns;
  const std::vector<double> undefined(classes, kUndefined);
  ClassWeights sums{std::vector<double>(classes), std::vector<double>(classes),
                    std::vector<double>(classes)};
  for (std::size_t n = 0; n < rows; ++n) {
    const auto label = static_cast<std::size_t>(scored.labels[n]);
    const std::size_t guess = predicted_class(scored, n);
    if (guess == classes) return {undefined, undefined, undefined};
    const double weight = weight_of(scored, n);
    sums.truth[label] += weight;
    sums.predicted[guess] += weight;
    if (guess == label) sums.hit[label] += weight;
  }
  return sums;
}

namespace {

double mean_of_classes(const ClassWeights& sums, const ClassRatio& ratio) {
  double total = 0, present = 0;
  for (std::size_t k = 0; k < sums.truth.size(); ++k) {
    const double weight = sums.truth[k] + sums.predicted[k];
    if (std::isnan(weight)) return kUndefined;
    if (weight <= 0) continue;
    const double value = ratio(sums, k);
    total += std::isnan(value) ? 0 : value;
    present += 1;
  }
  return total / present;
}

}  // namespace

double macro_mean(const Scored& scored, const ClassRatio& ratio) {
  return mean_of_classes(class_weights(scored), ratio);
}

double ratio_of_classes(const Scored& scored, const ClassRatio& ratio) {
  const ClassWeights sums = class_weights(scored);
  if (sums.truth.size() != 2) return mean_of_classes(sums, ratio);
  if (!(sums.truth[0] + sums.truth[1] > 0)) return kUndefined;
  const double value = ratio(sums, 1);
  return std::isnan(value) ? 0 : value;
}

std::vector<std::size_t> ascending_rows(const Scored& scored, std::size_t k) {
  const auto& shares = *scored.predictions;
  std::vector<std::size_t> order(shares.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (const std::size_t n : order)
    if (std::isnan(shares(n, k))) return {};
  std::ranges::stable_sort(
      order, [&](std::size_t a, std::size_t b) { return shares(a, k) < shares(b, k); });
  return order;
}

double one_against_rest(const Scored& scored, double (*of_class)(const Scored&, std::size_t k)) {
  rows_with_labels(scored);
  const std::size_t classes = scored.predictions->columns;
  if (classes < 2) return kUndefined;
  if (classes == 2) return of_class(scored, 1);
  double sum = 0;
  for (std::size_t k = 0; k < classes; ++k) sum += of_class(scored, k);
  return sum / static_cast<double>(classes);
}

}  // namespace dlflow::metrics
