#pragma once

#include <span>
#include <string>
#include <string_view>

#include "pipeline/harness/predictor.hpp"

/// Finished models for other programs.
namespace dlflow::exporting {

enum class Format { onnx };
std::span<const std::string_view> names_of(Format);

/// The name of the file in a run's folder: "model.onnx".
std::string file_name(Format format);

/// The bytes of such a file. Throws UserError (configuration) naming the step or the model that the
/// format cannot express.
std::string exported(const harness::Predictor& predictor, Format format);

}  // namespace dlflow::exporting
