#include <fmt/format.h>

#include <algorithm>

#include "cli/print.hpp"
#include "cli/terminal/terminal.hpp"
#include "cli/verbs.hpp"
#include "core/base/names.hpp"
#include "core/base/text.hpp"
#include "pipeline/stages/predict.hpp"

namespace dlflow::cli {
namespace {

std::string line(const std::string& name, const std::string& text) {
  return fmt::format("{:<15} {}\n", name, terminal::printable(text));
}

std::string trained_on(const harness::ModelRecord& record) {
  if (record.provenance.empty()) return "not recorded: the file is of an older format";
  return fmt::format("{}, {} rows, SHA-256 {}", record.origin("data"), record.origin("rows"),
                     record.origin("data digest"));
}

std::string columns(const harness::Predictor& predictor) {
  std::string out;
  for (const auto& input : predictor.framing.inputs) {
    std::string what(value_name(input.kind));
    if (!input.from.empty()) what += fmt::format(" of '{}' to '{}'", input.from, input.to);
    for (const auto& profile : predictor.record.profile) {
      if (profile.name != input.name) continue;
      what += profile.is_number ? fmt::format(", mean {:.4g}, standard deviation {:.4g}",
                                              profile.mean, profile.deviation)
                                : fmt::format(", {} values", profile.labels.size());
      if (profile.counts.back() > 0) what += fmt::format(", {} missing", profile.counts.back());
    }
    out += "  " + terminal::printable(input.name + ": " + what) + "\n";
  }
  return out;
}

std::string members(const harness::Predictor& predictor) {
  if (predictor.ensemble.empty()) return predictor.members.front().kind;
  std::string out = predictor.ensemble + " of";
  for (std::size_t i = 0; i < predictor.members.size(); ++i)
    out += fmt::format("{} {} ({:.3g})", i > 0 ? "," : "", predictor.members[i].kind,
                       predictor.members[i].weight);
  return out;
}

std::string preparation(const harness::Predictor& predictor) {
  std::string out;
  for (const auto& member : predictor.members)
    for (const auto& learnt : member.view->learnt())
      out += terminal::folded(learnt.column + ": " + learnt.step + ": " + learnt.sentence, "  ", 4,
                              fold_width());
  return out.empty() ? "  none: columns are taken as they are\n" : out;
}

std::string intervals(const harness::ModelRecord& record) {
  if (record.conformal.rows() == 0) return "none: the file holds no calibration";
  const bool widen = !record.ahead.is_empty();
  const statistics::Conformal& conformal = widen ? record.ahead.scores() : record.conformal;
  const auto furthest = static_cast<std::size_t>(record.ahead.furthest());
  return fmt::format("calibrated on {} rows, up to {:.4g}", counted(conformal.rows()),
                     conformal.highest_level()) +
         (widen ? fmt::format("; by steps ahead, {} at most", counted(furthest)) : "");
}

}  // namespace

std::string model_card(const std::string& path) {
  const stages::LoadedModel model = stages::load_model(path);
  const store::ModelFile& file = model.file;
  const harness::Predictor& predictor = model.predictor;
  const harness::ModelRecord& record = predictor.record;
  std::string out = line("model", predictor.title) + line("kind", members(predictor));
  const std::string& task = file.archive.text("task");
  out += line("predicts", predictor.framing.classes.empty()
                              ? fmt::format("{} ({})", predictor.framing.target, task)
                              : fmt::format("{} ({}: {})", predictor.framing.target, task,
                                            join(predictor.framing.classes, ", ")));
  out += line("trained on", trained_on(record));
  for (const char* name : {"fit", "project", "score", "version", "seed", "instruction set"})
    if (const std::string value = record.origin(name); !value.empty()) out += line(name, value);
  out += "columns\n" + columns(predictor) + "preparation\n" + preparation(predictor);
  out += line("intervals", intervals(record));
  const std::size_t checked = record.self_check.predictions.rows;
  out += line("self-check", checked == 0
                                ? "none: the file holds no sample"
                                : fmt::format("{} rows predicted as when it was made", checked));
  out += line("parameters", counted(predictor.parameters()));
  out += line("file", fmt::format("{} bytes, format {}", counted(file.bytes), file.format));
  return out + line("digest", file.digest);
}

}  // namespace dlflow::cli
