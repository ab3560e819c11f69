#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pipeline/project/project.hpp"

/// What define says of groups and time binds every cut of the rows.
namespace dlflow::project {

/// Why the test set asked for at `option` ("define.test.kind", "define.test.hash",
/// "define.test.group", "define.test.gap") would not follow define.group or define.time, with a
/// hint behind a line break; nothing when it would.
std::optional<std::string> test_against_roles(const DefineOptions& define, std::string_view option);

/// The same of evaluate.cross_validation.kind.
std::optional<std::string> folds_against_roles(const DefineOptions& define,
                                               const CrossValidation& folds);

/// The column of rows that stay together, of define.group or else of the test set alone; empty
/// without one.
const std::string& group_of(const DefineOptions& define);

/// Whether the order of the rows is that of time: define names one, or the folds are cut over it.
bool is_over_time(const DefineOptions& define, const EvaluateOptions& evaluate);

}  // namespace dlflow::project
