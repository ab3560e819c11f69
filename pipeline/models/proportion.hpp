#pragma once

#include <string>

#include "pipeline/models/model.hpp"

namespace dlflow::models {

/// Describes `budget_seconds`, of a model whose fit cannot be stopped.
void describe_budget(schema::Object& o, double& budget_seconds);

/// The same of a model that is quickly fitted, and slow to predict.
void describe_prediction_budget(schema::Object& o, double& budget_seconds);

/// The same of a model that is fitted to each series, and heeds a stop.
void describe_series_budget(schema::Object& o, double& budget_seconds);

/// Why a fit is not tried that would take so many seconds; "" where they are within the budget.
std::string out_of_proportion(const Problem& problem, double seconds, double budget_seconds);
/// The same of a fit to each series.
std::string series_out_of_proportion(const Problem& problem, double seconds, double budget_seconds);
/// The same of the prediction of as many rows.
std::string prediction_out_of_proportion(const Problem& problem, double seconds,
                                         double budget_seconds);

/// Seconds of a fit that sums the products of all pairs of the F columns over N rows and solves
/// `solved` systems of F equations by their eigenvectors: a N F^2 + b F^3 for each. Of one thread
/// of an AMD EPYC with AVX-512.
double seconds_of_covariances(const Problem& problem, std::size_t solved);

/// Seconds in which as many rows as the N of the problem are compared with each of these: N^2 (a F
/// + b + c V), V being the filled values of a sparse row. Of the same machine.
double seconds_of_comparisons(const Problem& problem);

}  // namespace dlflow::models
