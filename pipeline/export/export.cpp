#include "pipeline/export/export.hpp"

#include <array>

#include "pipeline/export/onnx/onnx.hpp"

namespace dlflow::exporting {

std::span<const std::string_view> names_of(Format) {
  static constexpr std::array<std::string_view, 1> kNames = {"onnx"};
  return kNames;
}

std::string file_name(Format format) {
  return "model." + std::string(names_of(format)[static_cast<std::size_t>(format)]);
}

std::string exported(const harness::Predictor& predictor, Format format) {
  switch (format) {
    case Format::onnx:
      return onnx::to_onnx(predictor.lower(), {"dlflow", "Predicts '" + predictor.framing.target +
                                                             "': " + predictor.title + "."});
  }
  throw Bug(__FILE__, __LINE__, "a format that is not in the table");
}

}  // namespace dlflow::exporting
