#pragma once

#include "core/samples/augmentation.hpp"

namespace dlflow::samples {

/// Mixes another image, as large, into this one by mixup or cutmix; where both are asked for each
/// is taken every second time. Returns the share of `image` that is left: the weight of its truth,
/// beside 1 - share of the other's. Allocates nothing.
///
///   mixup    image = s image + (1 - s) other,   s from Beta(mixup, mixup)
///   cutmix   a box of sides sqrt(1 - s) about a random place, cut at the border, is the other's
///
/// Source: Zhang and others, mixup (2018); Yun and others, CutMix (2019).
double mix(const Augmentation& augmentation, RandomStream& random, ImageSize size,
           std::span<const float> other, std::span<float> image);

}  // namespace dlflow::samples
