#pragma once

#include <cstddef>
#include <string>

#include "core/samples/images.hpp"

namespace dlflow::data {

/// Image n of a block as a PNG file, shrunk so that neither side has more than `most` pixels.
/// Floats, and bytes that are all below 64, are spread over the greys; of channels that are neither
/// grey nor RGB the first is shown.
std::string thumbnail(const samples::ImageBlock& block, std::size_t n, std::size_t most);

}  // namespace dlflow::data
