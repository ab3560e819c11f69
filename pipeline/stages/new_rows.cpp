#include "pipeline/stages/new_rows.hpp"

#include <fmt/format.h>

#include "core/base/text.hpp"
#include "pipeline/stages/predict.hpp"

namespace dlflow::stages {

std::vector<std::string> predict_new_rows(Workflow& workflow, int run) {
  const std::string& named = workflow.project().present.predict;
  if (named.empty()) return {};
  const std::filesystem::path folder = workflow.folder().run_folder(run);
  const LoadedModel model = load_model((folder / "model.safetensors").string());
  PredictOptions options;
  options.input = workflow.file_of(named).string();
  try {
    files::PendingFile file(folder / "new-predictions.csv");
    const Predicted predicted =
        predict(model.predictor, options, [&](std::string_view text) { file.write(text); });
    file.finish();
    std::vector<std::string> said = {
        fmt::format("{} new rows of {} are predicted in new-predictions.csv",
                    with_thousands(static_cast<long long>(predicted.rows)), named)};
    for (const auto* sentences : {&predicted.notes, &predicted.unseen, &predicted.drifted})
      for (const std::string& sentence : *sentences) said.push_back(named + ": " + sentence);
    return said;
  } catch (const UserError& e) {
    throw workflow.at_option(e, "present.predict");
  }
}

}  // namespace dlflow::stages
