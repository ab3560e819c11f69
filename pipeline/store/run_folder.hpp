#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace dlflow::store {

/// Where the files of a project lie:
///
///     runs/test-sets.json            test-set openings of all projects
///     runs/<project>/ledger.sqlite   every fold, trial and stage
///     runs/<project>/.lock           held by the process that works on the project
///     runs/<project>/<n>/            the readable files of run n
///     runs/<project>/latest -> <n>
///
/// Makes no folder before something is written.
class RunFolder {
 public:
  /// The project's name is made safe: whatever it says, its folder lies in `root`.
  RunFolder(std::filesystem::path root, std::string_view project);

  std::filesystem::path project_folder() const;
  std::filesystem::path ledger_path() const;
  /// For files::FolderLock; the project's folder is made so that the lock can be.
  std::filesystem::path lock_path() const;
  std::filesystem::path register_path() const;
  /// number >= 1
  std::filesystem::path run_folder(int number) const;

  /// Makes `latest` point to run `number`: it names the old run or the new one at every instant.
  void point_latest(int number) const;
  /// Commits a file of the run; `relative` may name folders and must stay inside the run's.
  void write_text(int number, const std::filesystem::path& relative, std::string_view bytes) const;

 private:
  std::filesystem::path root_;
  std::string project_;
};

}  // namespace dlflow::store
