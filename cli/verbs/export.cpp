#include <filesystem>

#include "cli/print.hpp"
#include "cli/verbs.hpp"
#include "core/base/error.hpp"
#include "pipeline/export/export.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/store/model_file.hpp"

namespace dlflow::cli {
namespace {

/// The format that the end of a file's name stands for.
exporting::Format format_of(const std::string& file) {
  const std::string ending = std::filesystem::path(file).extension().string();
  std::string known;
  const auto names = exporting::names_of(exporting::Format{});
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (ending == "." + std::string(names[i])) return static_cast<exporting::Format>(i);
    known += (known.empty() ? "." : ", .") + std::string(names[i]);
  }
  throw UserError(ExitCode::usage,
                  "the end of a file's name says its format, but '" + file + "' has none of them",
                  "one of: " + known);
}

}  // namespace

int run_export(const Arguments& arguments) {
  const std::string& file = arguments.words[1];
  const exporting::Format format = format_of(file);
  spare_inputs(file, {arguments.words[0]});
  const auto predictor = harness::Predictor::load(store::read_model_file(arguments.words[0]));
  files::commit(file, exporting::exported(predictor, format));
  return 0;
}

}  // namespace dlflow::cli
