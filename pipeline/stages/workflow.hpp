#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/thread_pool.hpp"
#include "core/metrics/metric.hpp"
#include "pipeline/data/reader.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/harness/harness.hpp"
#include "pipeline/harness/predictor.hpp"
#include "pipeline/project/project.hpp"
#include "pipeline/report/facts.hpp"
#include "pipeline/stages/settings.hpp"
#include "pipeline/store/ledger.hpp"
#include "pipeline/store/run_folder.hpp"

namespace dlflow::stages {

/// The protocol of a score that was published on the test file of a data set.
inline constexpr const char* kGivenTest = "the given test set";

/// The data as framed by define.
struct Framed {
  data::ReadResult read;
  data::Target target;  ///< of every row of the table
  harness::Framing framing;
  bool are_classes_swapped = false;  ///< the positive class comes first in the order of the data
  std::vector<std::string> inputs;   ///< columns to learn from
  std::vector<data::RowIndex> rows;  ///< whose target is known, ascending
  data::Fold outer;                  ///< training rows, and the sealed ones
  harness::Ground ground;            ///< the folds within the training rows
  const metrics::MetricKind* metric = nullptr;
  std::string test_key;  ///< hash of the sealed rows
  std::string protocol;  ///< how scores are made, as published ones say it: "3 x 10-fold"
};

/// A project on its way through the stages. Each stage asks for the one before it, which does what
/// is not yet in the ledger; everything learnt on the way goes into `facts`.
class Workflow {
 public:
  /// given: the configuration as written, overrides applied. base: the folder that relative data
  /// paths start from. Throws UserError (configuration).
  Workflow(schema::Node given, std::filesystem::path base, Settings settings);

  const project::Project& project() const { return project_; }
  const Settings& settings() const { return settings_; }
  report::Facts& facts() { return facts_; }
  /// Where the data are and how they are read: paths from the working folder, found in the
  /// catalogue where the data set is named there. Throws UserError (configuration, data).
  const data::DataOptions& data_options() const;
  /// Another file named in the configuration; relative paths start where those of the data do.
  std::filesystem::path file_of(const std::filesystem::path& named) const;
  /// What the results of a run depend on beside its options, by name: the content of the data, the
  /// versions of the kinds, the instruction set.
  std::vector<std::pair<std::string, std::string>> made_from();
  /// The hash of everything that the results of a run depend on.
  std::string run_key();
  /// The hash of everything that the score on the test set depends on.
  std::string score_key();
  /// The hash of the options of that score alone, whatever the data hold.
  std::string score_settings_key() const;
  const store::RunFolder& folder() const { return folder_; }
  /// The place of the option at a path of the configuration as written, or of the nearest option
  /// around it; no place where nothing of it was written.
  Place place_of(const std::string& path) const;
  /// The place of the key at a path, or of the nearest key around it.
  Place key_place_of(const std::string& path) const;
  /// The same error with the place of the option at `path` on each problem that has none. The
  /// options named by the problems themselves count from `path`.
  UserError at_option(const UserError& error, const std::string& path) const;
  /// Takes the lock of the project's folder and opens its ledger, once.
  store::Ledger& ledger();

  Framed& framed();                                    ///< runs define when it has not run
  std::vector<harness::CandidateResult>& evaluated();  ///< runs evaluate likewise
  std::vector<harness::CandidateResult>& improved();   ///< runs improve likewise

  /// Views and models as they are compared, defaults filled in. Needs define.
  std::vector<std::pair<std::string, views::ViewOptions>>& views();
  std::vector<schema::NamedChosen>& models();
  harness::Workers workers(const std::string& stage);

  /// The configuration as written, overrides applied, to keep and change: its data path starts from
  /// the working folder.
  std::string kept_config() const;
  /// Where the values of the resolved configuration come from, by their paths: "file:line",
  /// "--set a.b=value" or "default".
  std::map<std::string, std::string> origins() const;
  /// The resolved configuration, the places of its values beside it where asked for.
  std::string resolved_config(bool with_origins) const;

 private:
  std::string key_of(const project::Project& project);

  schema::Node given_;
  std::filesystem::path base_;
  Settings settings_;
  project::Project project_;
  store::RunFolder folder_;
  report::Facts facts_;
  mutable std::optional<data::DataOptions> data_options_;
  std::string data_hash_;
  std::unique_ptr<files::FolderLock> lock_;
  std::unique_ptr<store::Ledger> ledger_;
  std::optional<Framed> framed_;
  std::optional<std::vector<std::pair<std::string, views::ViewOptions>>> views_;
  std::optional<std::vector<schema::NamedChosen>> models_;
  std::optional<std::vector<harness::CandidateResult>> evaluated_, improved_;
};

/// Checks every name by which one part of the configuration speaks of another: views of models,
/// models of searches with their spaces, the model to present. Needs define.
/// Throws UserError (configuration) with all problems.
void check_names(Workflow& workflow);

// The stages; each fills its part of the facts.
Framed define(Workflow& workflow);
void prepare(Workflow& workflow);
std::vector<harness::CandidateResult> evaluate(Workflow& workflow);
std::vector<harness::CandidateResult> improve(Workflow& workflow);
/// Writes the run folder: model, report, predictions, tables. Returns the folder.
std::filesystem::path present(Workflow& workflow);

/// The facts of this very configuration and data, if all five stages have finished before.
std::optional<report::Facts> finished_run(Workflow& workflow);

/// The facts of this very configuration and data from its last present, whatever became of the
/// files of the run.
std::optional<report::Facts> stored_run(Workflow& workflow);

/// Renders facts into the run's report.html and report.md, with the notes of the author as they
/// are now. Reads no data.
void write_report(const store::RunFolder& folder, report::Facts& facts);

/// The table of the stages, in order.
struct Stage {
  std::string name, doc;
  void (*run)(Workflow&);
};
const std::vector<Stage>& stages();

}  // namespace dlflow::stages
