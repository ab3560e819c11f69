#include "core/nn/layers/branches.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

struct Branch {
  std::vector<schema::Chosen> layers;
};
void describe(schema::Object& o, Branch& x) {
  o.list_of("layers", x.layers, layer_choices(), "Layers of the branch; none: the input itself.");
  o.list_form("layers");
}

struct Options {
  std::vector<Branch> branches;
  Merging merge = Merging::concat;
};
void describe(schema::Object& o, Options& x) {
  o.field("branches", x.branches, "Lists of layers, each over the same input.").required();
  o.field("merge", x.merge, "How their results become one; concat is along the last axis.");
  o.check("branches", [&x]() -> std::optional<std::string> {
    return x.branches.size() < 2 ? std::optional<std::string>("expects at least two branches")
                                 : std::nullopt;
  });
}

std::unique_ptr<Layer> make(const Options& options) {
  std::vector<Branches::Part> parts;
  for (std::size_t i = 0; i < options.branches.size(); ++i)
    parts.push_back({"branches." + std::to_string(i), options.branches[i].layers});
  return std::make_unique<Branches>(std::move(parts), options.merge, kernels::Activation::linear);
}

}  // namespace

LayerKind parallel() {
  LayerKind made = kind_made_by<Options>(
      make, "parallel", "Runs lists of layers side by side and merges their results.",
      {"{branches: [[layer_normalization], [elu], []], merge: multiply}", {}, {{4}, {3, 16}}});
  // The kinds refer to each other, so the example is made when it is asked for.
  made.example = [] {
    auto options = std::make_shared<Options>();
    options->branches = {{{schema::choose(layer_choices(), "layer_normalization")}},
                         {{schema::choose(layer_choices(), "elu")}},
                         {}};
    options->merge = Merging::multiply;
    return options;
  };
  return schema::with_source(made, "C. Szegedy et al., Going deeper with convolutions (2015)");
}

}  // namespace dlflow::nn
