#include "pipeline/models/score.hpp"

#include <cmath>
#include <limits>

namespace dlflow::models {

double score(const metrics::MetricKind& metric, const data::Target& truth,
             const data::Predictions& predictions) {
  const double value = metric.compute({.labels = truth.labels,
                                       .values = truth.values,
                                       .predictions = &predictions,
                                       .weights = truth.weights,
                                       .series = truth.series,
                                       .naive_absolute = truth.naive_absolute,
                                       .naive_square = truth.naive_square});
  return std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace dlflow::models
