#include "pipeline/stages/tuned_names.hpp"

#include <map>

namespace dlflow::stages {

std::vector<std::string> tuned_names(const std::vector<search::TuneOptions>& searches) {
  std::vector<std::string> names;
  std::map<std::string, int> counts;
  for (const auto& search : searches) {
    const int count = ++counts[search.model];
    names.push_back(search.model +
                    (count > 1 ? " (tuned " + std::to_string(count) + ")" : " (tuned)"));
  }
  return names;
}

std::string untuned(const std::string& name) { return name.substr(0, name.find(" (tuned")); }

}  // namespace dlflow::stages
