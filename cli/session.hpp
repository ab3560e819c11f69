#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "cli/arguments.hpp"
#include "cli/terminal/progress.hpp"
#include "pipeline/stages/workflow.hpp"

namespace dlflow::cli {

/// The configuration a verb was given: a YAML file, or data with --target; overrides applied.
struct Source {
  schema::Node node;
  std::filesystem::path base;  ///< relative data paths start here
  bool is_data = false;        ///< made up for a data file
};
/// Throws UserError (usage, configuration).
Source read_source(const Arguments& arguments);

/// Shows the work of a workflow on stderr.
class TerminalObserver final : public stages::Observer {
 public:
  explicit TerminalObserver(bool is_quiet) : is_quiet_(is_quiet) {}
  void start(const std::string& what, std::size_t total, std::size_t done) override;
  void advance(const std::string& unit) override;
  void finish() override;

 private:
  bool is_quiet_;
  std::unique_ptr<terminal::Progress> progress_;
};

/// The flag that SIGINT, SIGTERM and SIGUSR1 set; installs their handlers on the first call. A
/// second SIGINT ends the process at once.
const StopFlag& stop_flag();

/// A workflow for a verb, with what it needs to show progress and to stop.
struct Session {
  TerminalObserver observer;
  stages::Workflow workflow;
  Session(const Arguments& arguments, Source source);
};

}  // namespace dlflow::cli
