#include "core/metrics/rows.hpp"

#include <algorithm>

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

std::size_t predicted_class(const Scored& scored, std::size_t row) {
  const auto shares = scored.predictions->row(row);
  return static_cast<std::size_t>(std::ranges::max_element(shares) - shares.begin());
}

ClassWeights class_weights(const Scored& scored) {
  const std::size_t rows = rows_with_labels(scored), classes = scored.predictions->columns;
  ClassWeights sums{std::vector<double>(classes), std::vector<double>(classes),
                    std::vector<double>(classes)};
  for (std::size_t n = 0; n < rows; ++n) {
    const auto label = static_cast<std::size_t>(scored.labels[n]);
    const std::size_t guess = predicted_class(scored, n);
    const double weight = weight_of(scored, n);
    sums.truth[label] += weight;
    sums.predicted[guess] += weight;
    if (guess == label) sums.hit[label] += weight;
  }
  return sums;
}

}  // namespace dlflow::metrics
