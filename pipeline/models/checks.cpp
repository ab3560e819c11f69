#include "pipeline/models/checks.hpp"

#include <fmt/format.h>

#include <cmath>
#include <csignal>

#include "core/base/error.hpp"

namespace dlflow::models {

void require_usable(const data::Features& x, Missing missing, const std::string& model) {
  for (std::size_t n = 0; n < x.dense.rows; ++n)
    for (std::size_t f = 0; f < x.dense.columns; ++f) {
      const float value = x.dense(n, f);
      if (std::isfinite(value)) continue;
      if (std::isnan(value) && missing == Missing::accepted) continue;
      const std::string column =
          f < x.dense_names.size() ? "'" + x.dense_names[f] + "'" : std::to_string(f + 1);
      if (std::isnan(value))
        throw UserError(ExitCode::data,
                        fmt::format("model '{}' needs a value in every row, but column {} has none "
                                    "in row {} of those it was given",
                                    model, column, n + 1),
                        "put 'impute' into the view");
      throw UserError(ExitCode::data,
                      fmt::format("model '{}' needs finite numbers, but column {} is infinite in "
                                  "row {} of those it was given",
                                  model, column, n + 1),
                      "clip or drop the column in the view");
    }
}

void require_learnable(const data::Features& x, const data::Target& y, const std::string& model) {
  DLFLOW_REQUIRE(x.rows == y.rows(), "features and target have different numbers of rows");
  DLFLOW_REQUIRE(x.dense.columns == 0 || x.dense.rows == x.rows, "dense block of another height");
  DLFLOW_REQUIRE(y.weights.empty() || y.weights.size() == y.rows(), "weights of another length");
  if (x.rows == 0)
    throw UserError(ExitCode::data,
                    fmt::format("model '{}' was given no rows to learn from", model));
  if (y.classes == 0) {
    for (double value : y.values)
      DLFLOW_REQUIRE(std::isfinite(value), "a value of the target is not finite");
    return;
  }
  bool differ = false;
  for (std::int32_t label : y.labels) {
    DLFLOW_REQUIRE(label >= 0 && label < y.classes, "a label is out of range");
    differ = differ || label != y.labels[0];
  }
  if (!differ)
    throw UserError(ExitCode::data,
                    fmt::format("model '{}' needs rows of at least two classes, but all {} rows it "
                                "was given are of one",
                                model, x.rows),
                    "use fewer folds, stratified ones, or more rows of the rare class");
}

void stop_if_asked(const StopFlag* stop) {
  if (!stop || stop->reason() == 0) return;
  throw Stopped(stop->reason() == SIGINT ? ExitCode::interrupted : ExitCode::stopped,
                "stopped while fitting a model");
}

std::vector<double> row_weights(const data::Target& y) {
  return y.weights.empty() ? std::vector<double>(y.rows(), 1.0) : y.weights;
}

std::pair<double, double> weighted_moments(const data::Target& y) {
  const std::vector<double> weights = row_weights(y);
  double all = 0, sum = 0, squares = 0;
  for (std::size_t n = 0; n < y.values.size(); ++n) {
    all += weights[n];
    sum += weights[n] * y.values[n];
  }
  const double mean = sum / all;
  for (std::size_t n = 0; n < y.values.size(); ++n)
    squares += weights[n] * (y.values[n] - mean) * (y.values[n] - mean);
  const double deviation = std::sqrt(squares / all);
  return {mean, deviation > 1e-12 * std::abs(mean) ? deviation : 1.0};
}

std::string needs_classes(const Problem& problem) {
  return data::has_classes(problem.task) ? "" : "predicts classes, and the target is a number";
}

std::string needs_numbers(const Problem& problem) {
  return data::has_classes(problem.task) ? "predicts a number, and the target is a class" : "";
}

std::string needs_no_samples(const Problem& problem) {
  if (!problem.has_images() && !problem.has_sequences()) return "";
  if (problem.codes > 0) return "takes no sequences of words; give it a view with 'text: [tf_idf]'";
  return fmt::format("takes no {} as such; end their steps in the view with 'flatten'",
                     problem.has_images() ? "images" : "series");
}

std::string needs_images(const Problem& problem) {
  return problem.has_images() ? "" : "reads images, and this view has none";
}

std::string needs_sequences(const Problem& problem) {
  return problem.has_sequences() ? "" : "reads series, and this view has none";
}

std::string needs_series(const Problem& problem) {
  if (problem.codes == 0) return needs_sequences(problem);
  return "reads numbers at each step, and the steps of this view are codes of words";
}

std::string needs_dense_alone(const Problem& problem) {
  if (const std::string why = needs_no_samples(problem); !why.empty()) return why;
  if (problem.code_columns > 0)
    return fmt::format("takes numbers only; this view leaves {} column{} as codes",
                       problem.code_columns, problem.code_columns == 1 ? "" : "s");
  return problem.dense_columns + problem.sparse_columns == 0 ? "needs at least one number column"
                                                             : "";
}

std::string needs_numbers_from_dense(const Problem& problem) {
  const std::string task = needs_numbers(problem);
  return task.empty() ? needs_dense_alone(problem) : task;
}

std::string needs_classes_from_dense(const Problem& problem) {
  const std::string task = needs_classes(problem);
  return task.empty() ? needs_dense_alone(problem) : task;
}

std::string needs_any_column(const Problem& problem) {
  if (const std::string why = needs_no_samples(problem); !why.empty()) return why;
  return problem.dense_columns + problem.code_columns + problem.sparse_columns == 0
             ? "needs at least one number or category column"
             : "";
}

}  // namespace dlflow::models
