#pragma once

#include <cstdio>
#include <string>

#include "pipeline/report/facts.hpp"
#include "pipeline/stages/show_rows.hpp"

namespace dlflow::cli {

/// Cells of a line of the terminal behind stdout; 0 where there is none, and nothing is folded.
std::size_t fold_width();

// What a person reads on stdout: a block per stage, from facts alone; and rows of the views.
std::string define_block(const report::Facts& facts);
std::string prepare_block(const report::Facts& facts);
/// What the steps of each view learnt.
std::string learnt_block(const report::Facts& facts);
std::string rows_block(const std::vector<stages::ShownView>& views);
std::string evaluate_block(const report::Facts& facts);
std::string improve_block(const report::Facts& facts);
std::string present_block(const report::Facts& facts, const std::string& folder);

/// Writes to stdout. Throws EnvironmentError when stdout is closed or full.
void print(const std::string& text);

/// Throws UserError (usage) where `output` is one of the files that are read to make it.
void spare_inputs(const std::string& output, const std::vector<std::string>& inputs);

}  // namespace dlflow::cli
