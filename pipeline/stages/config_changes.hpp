#pragma once

#include <string>
#include <vector>

#include "core/schema/node.hpp"
#include "pipeline/report/facts.hpp"

namespace dlflow::stages {

/// One thing that differs between two configurations.
struct OptionChange {
  enum class Kind { changed, added, removed };
  Kind kind = Kind::changed;
  std::string path;      ///< "evaluate.models.knn.k"
  std::string from, to;  ///< short YAML on one line; empty where there is none
};

/// "models.mlp.hidden [64, 32] -> [128, 64]", "evaluate.models.svm added", "x removed, it was 2".
std::string in_words(const OptionChange& change);

/// What differs between two resolved configurations; prose is left out. A part that only one of
/// them has is one change; a model is named without its options. Lists of the same kinds differ in
/// their options, others as a whole. Steps are written without options that have their defaults,
/// and long texts are cut.
std::vector<OptionChange> option_changes(const schema::Node& before, const schema::Node& after);

/// The same of two runs, where the metric that each was judged by stands in place of one left open;
/// other data are a change of the path "data", told by their rows.
std::vector<OptionChange> option_changes(const report::Facts& before, const report::Facts& after);

/// The hash of the data of a run; empty where it was not stored.
std::string data_of(const report::Facts& facts);

}  // namespace dlflow::stages
