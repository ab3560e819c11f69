#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/print.hpp"
#include "cli/session.hpp"
#include "cli/verbs.hpp"
#include "core/base/text.hpp"
#include "pipeline/stages/facts_json.hpp"
#include "pipeline/stages/staleness.hpp"

namespace dlflow::cli {
namespace {

/// "evaluate.models.mlp.hidden: [64, 32] -> [128, 64]   (houses.yaml:12)"
std::string change_in_words(const stages::Change& change) {
  const bool is_option = change.path.find('.') != std::string::npos || change.path == "seed";
  if (!is_option && change.path == "data")
    return fmt::format("data: other content   ({})", change.origin);
  if (change.path == "kinds") return "kinds: this build has other kinds, or newer versions of them";
  if (change.kind != stages::OptionChange::Kind::changed)
    return fmt::format("{}   ({})", stages::in_words(change), change.origin);
  return fmt::format("{}: {} -> {}   ({})", change.path, change.from, change.to, change.origin);
}

std::string in_words(const stages::Status& status, const std::string& command) {
  if (status.is_up_to_date) return "up to date\n";
  std::string out = "stale: " + join(status.stale, ", ") + "\n";
  if (status.last_run == 0) {
    out += "  no run has finished\n";
  } else if (status.changes.empty()) {
    out += fmt::format("  a file of run {} is gone\n", status.last_run);
  } else {
    out += fmt::format("  against run {}:\n", status.last_run);
    for (const stages::Change& change : status.changes)
      out += "  " + change_in_words(change) + "\n";
  }
  if (status.kept_fits > 0)
    out += fmt::format("  {} {} stored and not made again\n", with_thousands(status.kept_fits),
                       status.kept_fits == 1 ? "fit of evaluate is" : "fits of evaluate are");
  return out + "dlflow run " + command + " brings it up to date\n";
}

std::string in_json(const stages::Status& status) {
  nlohmann::ordered_json out = {
      {"version", stages::kJsonVersion}, {"up_to_date", status.is_up_to_date},
      {"last_run", status.last_run},     {"stale", status.stale},
      {"kept_fits", status.kept_fits},   {"changes", nlohmann::ordered_json::array()}};
  for (const stages::Change& change : status.changes)
    out["changes"].push_back({{"path", change.path},
                              {"before", change.from},
                              {"after", change.to},
                              {"origin", change.origin}});
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

int run_status(const Arguments& arguments) {
  Session session(arguments, read_source(arguments));
  stages::Workflow& workflow = session.workflow;
  const stages::Status status = stages::status_of(workflow);
  if (arguments.json) {
    print(in_json(status));
    return 0;
  }
  std::string out;
  if (std::filesystem::exists(workflow.folder().ledger_path()))
    for (const auto& run : workflow.ledger().runs())
      out +=
          fmt::format("run {}  {}{}\n", run.number, run.summary.empty() ? "unfinished" : "finished",
                      run.key == workflow.run_key() ? "  this configuration and data" : "");
  print(out + in_words(status, shell_line(workflow.settings().command)));
  return 0;
}

}  // namespace dlflow::cli
