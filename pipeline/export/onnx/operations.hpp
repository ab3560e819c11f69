#pragma once

#include <functional>
#include <map>
#include <string>

#include "pipeline/export/onnx/nodes.hpp"

namespace dlflow::exporting::onnx {

/// Appends the nodes of one operation and returns the name of its result.
using Translation = std::function<std::string(Nodes&, const graph::Operation&)>;
using Translations = std::map<std::string, Translation>;

/// One function for each family of operations: adds theirs.
void add_elementwise(Translations& all);
void add_row_operations(Translations& all);
void add_shapes(Translations& all);
void add_windows(Translations& all);
void add_step_operations(Translations& all);
void add_recurrent(Translations& all);
void add_trees(Translations& all);

/// The translation of a kind of operation. Throws Bug when there is none.
const Translation& translation_of(const std::string& kind);
const Translations& translations();

// Attributes of an operation: a number, a list, a text, or Bug.
double number_of(const graph::Operation& operation, const std::string& name);
Integers integers_of(const graph::Operation& operation, const std::string& name);
const std::vector<double>& numbers_of(const graph::Operation& operation, const std::string& name);
const std::string& text_of(const graph::Operation& operation, const std::string& name);

/// Channels from last to second, and back; `axes` of them lie between.
std::string channels_first(Nodes& nodes, const std::string& x, std::size_t axes);
std::string channels_last(Nodes& nodes, const std::string& x, std::size_t axes);
/// Flags (N, T) of the real steps of x (N, T, ...).
std::string real_flags(Nodes& nodes, const std::string& x, const std::string& steps);
/// x (N, T, C) with its real steps in the opposite order; "": all are real.
std::string reversed(Nodes& nodes, const std::string& x, const std::string& steps);

}  // namespace dlflow::exporting::onnx
