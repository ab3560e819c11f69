#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pipeline/harness/preparation.hpp"
#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// A view fitted on all training rows, and what models see of these; or why nothing can be made of
/// them, where the fit itself is not refused.
struct PreparedView {
  std::string name;
  std::optional<harness::Preparation> made;
  std::optional<Problem> failed;
};

/// What prepare does, each view fitted once and kept. Throws as prepare does.
std::vector<PreparedView> prepared_views(Workflow& workflow);

}  // namespace dlflow::stages
