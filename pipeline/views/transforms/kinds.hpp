#pragma once

#include "pipeline/views/transform.hpp"

/// One function for each kind of transform, defined in the file of its name.
namespace dlflow::views {

TransformKind impute();
TransformKind standardize();
TransformKind minmax();
TransformKind maxabs();
TransformKind robust();
TransformKind log1p();
TransformKind yeo_johnson();
TransformKind quantile();
TransformKind clip();
TransformKind bins();
TransformKind polynomial();
TransformKind one_hot();
TransformKind ordinal();
TransformKind hashing();
TransformKind target_encode();
TransformKind date_parts();
TransformKind pca();
TransformKind select();
TransformKind drop();

}  // namespace dlflow::views
