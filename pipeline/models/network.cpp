#include "pipeline/models/checks.hpp"
#include "pipeline/models/kind.hpp"
#include "pipeline/models/kinds.hpp"
#include "pipeline/models/network_model.hpp"

namespace dlflow::models {
namespace {

class Network final : public NetworkModel {
 public:
  Network(const train::NetworkOptions& options, const Problem& problem)
      : NetworkModel(options, problem) {}
};

}  // namespace

ModelKind network() {
  return kind<train::NetworkOptions, Network>(
      {.name = "network",
       .doc = "A network of layers as written; its output layer and loss follow from the task.",
       .example = "{layers: [{dense: {units: 16}}], train: {epochs: 20}}",
       .complexity = 2},
      [](const train::NetworkOptions& options, const Problem& problem) -> std::string {
        std::string why;
        if (!problem.has_images && !problem.has_sequences) why = needs_any_column(problem);
        if (why.empty()) NetworkModel::require_suited(options, problem);
        return why;
      });
}

}  // namespace dlflow::models
