#pragma once

#include <string>
#include <vector>

namespace dlflow::harness {

/// Why models have no score on a view, and which: what is true of several is said once.
struct SharedReason {
  std::string view, reason;
  std::vector<std::string> models;  ///< in the order they were met
};

/// Adds a model to those of its view and reason, or a reason behind the others.
void add_reason(const std::string& view, const std::string& reason, const std::string& model,
                std::vector<SharedReason>& reasons);

}  // namespace dlflow::harness
