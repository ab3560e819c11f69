#pragma once

#include <string>
#include <vector>

#include "pipeline/search/search.hpp"

namespace dlflow::stages {

/// What the best models of searches are called: "mlp (tuned)", of a second search of mlp
/// "mlp (tuned 2)".
std::vector<std::string> tuned_names(const std::vector<search::TuneOptions>& searches);

/// The model that was tuned, of such a name; of any other, the name.
std::string untuned(const std::string& name);

}  // namespace dlflow::stages
