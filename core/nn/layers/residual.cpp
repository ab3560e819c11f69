#include "core/nn/layers/branches.hpp"
#include "core/nn/layers/layers.hpp"

namespace dlflow::nn {
namespace {

using kernels::Activation;

struct Options {
  std::vector<schema::Chosen> layers, shortcut;
  Activation activation = Activation::linear;
};

void describe(schema::Object& o, Options& x) {
  o.list_of("layers", x.layers, layer_choices(), "Layers whose result is added to the input.")
      .required();
  o.list_of("shortcut", x.shortcut, layer_choices(),
            "Layers that the input passes before the sum, where its shape must change.");
  o.field("activation", x.activation, "Function applied to the sum.");
  o.check("layers", [&x]() -> std::optional<std::string> {
    return x.layers.empty() ? std::optional<std::string>("expects at least one layer")
                            : std::nullopt;
  });
}

/// y = f(layers(x) + shortcut(x)); an empty shortcut is x itself.
/// Source: He, Zhang, Ren, Sun, Deep residual learning for image recognition (2016).
std::unique_ptr<Layer> make(const Options& options) {
  std::vector<Branches::Part> parts{{"layers", options.layers}, {"shortcut", options.shortcut}};
  return std::make_unique<Branches>(std::move(parts), Merging::add, options.activation);
}

}  // namespace

LayerKind residual() {
  LayerKind made = kind_made_by<Options>(
      make, "residual", "Adds what its layers make of the input to the input.",
      {"{layers: [layer_normalization, leaky_relu], activation: silu}", {}, {{4}, {3, 16}}});
  // The kinds refer to each other, so the example is made when it is asked for.
  made.example = [] {
    auto options = std::make_shared<Options>();
    options->layers = {schema::choose(layer_choices(), "layer_normalization"),
                       schema::choose(layer_choices(), "leaky_relu")};
    options->activation = Activation::silu;
    return options;
  };
  return schema::with_source(
      made,
      "K. He, X. Zhang, S. Ren and J. Sun, Deep residual learning for image recognition (2016)");
}

}  // namespace dlflow::nn
