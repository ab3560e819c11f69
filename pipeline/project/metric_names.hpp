#pragma once

#include <optional>
#include <string>

namespace dlflow::project {

/// Why there is no metric of that name, with the nearest one, or the one that other libraries call
/// so ("auc", "neg_mean_absolute_error"), as a hint behind a line break; nothing where there is one
/// or the name is empty.
std::optional<std::string> unknown_metric(const std::string& name);

}  // namespace dlflow::project
