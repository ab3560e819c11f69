#pragma once

#include <string_view>

#include "core/nn/layer.hpp"

namespace dlflow::nn {

/// A layer as its kind's example has it, for the examples of layers that hold one.
inline schema::Chosen example_of(std::string_view kind) {
  schema::Chosen chosen = schema::choose(layer_choices(), kind);
  chosen.options = kind_of(*chosen.choice).example();
  return chosen;
}

}  // namespace dlflow::nn
