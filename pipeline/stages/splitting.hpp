#pragma once

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// Does `work`; what it refuses is shown at the option at `path`.
template <class Work>
auto at_option(const Workflow& workflow, const std::string& path, const Work& work) {
  try {
    return work();
  } catch (const UserError& e) {
    throw workflow.at_option(e, path);
  }
}

/// A column that says how rows are cut or counted, and the option that names it. It is no input.
struct Role {
  std::string option;  ///< "define.group"
  std::string column;
  std::string reason;  ///< "it keeps rows together"
};
std::vector<Role> roles_of(const project::Project& project);

/// Fills the weights of the target. Throws UserError (data) at a weight that is missing, no number
/// or below 0, and when all are 0.
void read_weights(const Workflow& workflow, Framed& framed,
                  const std::vector<data::RowIndex>& rows);

/// The time series that each row belongs to, where numbers are predicted over time: one a group of
/// define.group, else all are of one. Fills ground.series, steps, season, time and group; says in
/// the facts what the season is, and which times have no row.
void read_series(const project::Project& project, Framed& framed,
                 const std::vector<data::RowIndex>& rows, report::Facts& facts);

/// Takes a season of 1, and says so, where one that was left open to the times leaves the metric
/// undefined on some fold. Needs the folds.
void settle_season(const Workflow& workflow, Framed& framed, report::Facts& facts);

/// That rows of what is one series stand at the same time, in words; none where none do.
std::optional<std::string> shared_times(const project::Project& project, const Framed& framed,
                                        const std::vector<data::RowIndex>& rows);

/// Seals the test set, and deals the other rows into folds, as the project asks for; fills
/// framed.outer, ground.folds and protocol, and facts.protocol.
/// Throws UserError at the option that cannot be followed.
void deal(Workflow& workflow, Framed& framed, const std::vector<data::RowIndex>& rows);

}  // namespace dlflow::stages
