#pragma once

#include <string>

#include "core/nn/network.hpp"

namespace dlflow::train {

/// One line a layer: its name and kind, output shape, parameters, floating-point operations of
/// forward for one row (2 for a multiply-add) and bytes of its parameters; a line of sums below.
std::string summary_of(const nn::Network& network);

}  // namespace dlflow::train
