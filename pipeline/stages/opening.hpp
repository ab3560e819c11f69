#pragma once

#include "pipeline/stages/workflow.hpp"

namespace dlflow::stages {

/// Opens the sealed rows if that is allowed: the first time, again with the same configuration, or
/// when asked for. Rows that another test set has shown count as opened before; that most of the
/// rows were shown to another configuration keeps them sealed. Every opening is counted before a
/// score is seen. Fills the openings and notes of `facts`.
bool open_test_set(Workflow& workflow, report::Facts& facts);

}  // namespace dlflow::stages
