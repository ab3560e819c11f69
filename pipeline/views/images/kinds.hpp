#pragma once

#include "pipeline/views/samples/sample_step.hpp"

/// One function for each kind of image step, defined in the file of its name.
namespace dlflow::views::images {

ImageStepKind scale();
ImageStepKind standardize();
ImageStepKind grey();
ImageStepKind resize();
ImageStepKind crop();
ImageStepKind pad();
ImageStepKind augment();
ImageStepKind flatten();
ImageStepKind drop();

}  // namespace dlflow::views::images
