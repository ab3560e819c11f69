#pragma once

#include <string>
#include <vector>

#include "pipeline/stages/config_changes.hpp"
#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// One thing that differs from what the last finished run was made from: an option, or "data" and
/// the like for what stands beside them.
struct Change : OptionChange {
  std::string origin;  ///< where the value of now comes from: "p.yaml:5", "default"
};

/// What is done of a project, and what is not.
struct Status {
  int last_run = 0;  ///< number of the last finished run; 0 for none
  bool is_up_to_date = false;
  std::vector<std::string> stale;  ///< names of the stages that must run again, in order
  std::vector<Change> changes;     ///< why, against the last finished run
  std::size_t kept_fits = 0;       ///< of a stale evaluation, which need not be made again
};

/// Compares the configuration, the data and this build with those of the last finished run. Opens
/// the ledger where there is one, and reads the data where something is stale.
Status status_of(Workflow& workflow);

/// A project's options without what no result depends on: prose, paths, limits.
schema::Node result_options(project::Project project);

}  // namespace dlflow::stages
