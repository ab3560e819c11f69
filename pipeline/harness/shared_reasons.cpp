#include "pipeline/harness/shared_reasons.hpp"

#include <algorithm>

namespace dlflow::harness {

void add_reason(const std::string& view, const std::string& reason, const std::string& model,
                std::vector<SharedReason>& reasons) {
  auto known = std::ranges::find_if(
      reasons, [&](const SharedReason& one) { return one.view == view && one.reason == reason; });
  if (known == reasons.end()) known = reasons.insert(known, SharedReason{view, reason, {}});
  known->models.push_back(model);
}

}  // namespace dlflow::harness
