#pragma once

#include "core/metrics/metric.hpp"
#include "pipeline/data/reader.hpp"
#include "pipeline/harness/predictor.hpp"
#include "pipeline/project/project.hpp"
#include "pipeline/report/facts.hpp"
#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// The target column: by name, or by number where the file has no header. With numbers or classes
/// as the task asks for. Throws UserError (configuration, data) with the nearest name.
data::Column target_column(const data::ReadResult& read, const project::DefineOptions& options,
                           report::Facts& facts, const std::string& file);

/// Sets the truth of every row and the order of the classes; the positive class is the last of two.
/// Throws UserError (data) when there is one class only.
void frame_target(const data::Column& column, const project::DefineOptions& options, Framed& framed,
                  report::Facts& facts);

/// Throws UserError when there are not two classes (configuration) or the positive one is none of
/// them (data).
void require_positive(const project::DefineOptions& options, const harness::Framing& framing);

/// The metric asked for, or the task's own: accuracy or rmse. Throws UserError (configuration) when
/// it does not suit the task, its classes, or rows that are of no time series.
const metrics::MetricKind* metric_of(const project::DefineOptions& options,
                                     const data::Target& target, bool is_of_series,
                                     report::Facts& facts);

}  // namespace dlflow::stages
