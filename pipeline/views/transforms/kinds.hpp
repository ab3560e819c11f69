#pragma once

#include "pipeline/views/transform.hpp"

/// One function for each kind of transform, defined in the file of its name.
namespace dlflow::views {

TransformKind impute();
TransformKind standardize();
TransformKind minmax();
TransformKind log1p();
TransformKind one_hot();
TransformKind ordinal();
TransformKind drop();

}  // namespace dlflow::views
