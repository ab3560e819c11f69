#pragma once

#include <string>
#include <utility>
#include <vector>

#include "pipeline/models/missing.hpp"
#include "pipeline/models/model.hpp"

namespace dlflow::models {

/// Throws UserError (data) naming the first column and row with an infinite value or, when they
/// are refused, a missing one; `model` names the model in the message.
void require_usable(const data::Features& x, Missing missing, const std::string& model);

/// Throws Bug when rows of features and target differ or a value of the target is not finite, and
/// UserError (data) when there are no rows or, with classes, all rows are of one class.
void require_learnable(const data::Features& x, const data::Target& y, const std::string& model);

/// Throws Stopped when the flag is set.
void stop_if_asked(const StopFlag* stop);

/// The weight of each row, 1 where the target carries none.
std::vector<double> row_weights(const data::Target& y);

/// Weighted mean and standard deviation of the values; the deviation of a constant is 1, so that it
/// stays one.
std::pair<double, double> weighted_moments(const data::Target& y);

// Reasons for `ModelKind::unsuited`; each is "" when the model suits.
std::string needs_classes(const Problem& problem);
std::string needs_numbers(const Problem& problem);
/// No images and no sequences.
std::string needs_no_samples(const Problem& problem);
/// Dense columns, at least one, and no codes.
std::string needs_dense_alone(const Problem& problem);
/// Both of the above: what a linear model of a number asks for, or of classes.
std::string needs_numbers_from_dense(const Problem& problem);
std::string needs_classes_from_dense(const Problem& problem);
std::string needs_images(const Problem& problem);
/// Series of numbers, or words as codes.
std::string needs_sequences(const Problem& problem);
std::string needs_series(const Problem& problem);
/// A dense or a code column.
std::string needs_any_column(const Problem& problem);

}  // namespace dlflow::models
