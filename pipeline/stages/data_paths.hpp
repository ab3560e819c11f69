#pragma once

#include <filesystem>
#include <vector>

#include "core/schema/node.hpp"
#include "pipeline/data/data_options.hpp"

/// The files that `data` names: training rows, labels, test rows, their labels.
namespace dlflow::stages {

/// The paths that are given, training rows first.
std::vector<const std::string*> paths_of(const data::DataOptions& options);
/// Leaves out what says where the data are, and keeps how they are read.
void forget_paths(data::DataOptions& options);

/// The same options with paths from the working folder: relative ones start from `base`, those of a
/// data set are found in the catalogue. Throws UserError (configuration, data).
data::DataOptions located(const data::DataOptions& options, const std::filesystem::path& base);

/// Writes the located paths into the node that `given` was loaded from.
void write_paths(const data::DataOptions& located, const data::DataOptions& given,
                 schema::Node& node);

}  // namespace dlflow::stages
