#include "pipeline/models/score.hpp"

namespace dlflow::models {

double score(const metrics::MetricKind& metric, const data::Target& truth,
             const data::Predictions& predictions) {
  return metric.compute({.labels = truth.labels,
                         .values = truth.values,
                         .predictions = &predictions,
                         .weights = truth.weights,
                         .series = truth.series,
                         .naive_absolute = truth.naive_absolute,
                         .naive_square = truth.naive_square});
}

}  // namespace dlflow::models
