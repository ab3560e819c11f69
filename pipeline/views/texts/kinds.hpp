#pragma once

#include "pipeline/views/texts/text_step.hpp"

/// One function for each kind of text step, defined in the file of its name.
namespace dlflow::views::texts {

TextStepKind bag_of_words();
TextStepKind tf_idf();
TextStepKind sequence();
TextStepKind drop();

}  // namespace dlflow::views::texts
