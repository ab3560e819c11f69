#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "core/base/error.hpp"
#include "pipeline/catalog/catalog.hpp"
#include "pipeline/files/files.hpp"

namespace dlflow::catalog {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

/// The folder of DLFLOW_MIRROR; empty when there is none.
/// Throws UserError (data) for an address that is no folder of this machine.
fs::path mirror_folder() {
  std::string mirror = environment("DLFLOW_MIRROR");
  if (mirror.starts_with("file://")) return mirror.substr(7);
  if (mirror.find("://") != std::string::npos)
    throw UserError(ExitCode::data, fmt::format("DLFLOW_MIRROR is no folder: '{}'", mirror),
                    "set it to a folder, or to file:// and a folder");
  return mirror;
}

/// Where the data sets of dlflow may be: in the working folder, and beside the folders that the
/// program lies in, as in an installation (../share/dlflow) or in its build folder.
std::vector<fs::path> shipped_folders() {
  std::vector<fs::path> folders = {"datasets"};
  std::error_code ignored;
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  fs::path folder = program.parent_path();
  folders.push_back(folder.parent_path() / "share/dlflow/datasets");
  for (int up = 0; up < 3 && folder != folder.root_path(); ++up, folder = folder.parent_path())
    folders.push_back(folder / "datasets");
  return folders;
}

std::string how_to_get(const DatasetEntry& entry, const DatasetPart& part) {
  if (entry.is_shipped())
    return "it comes with dlflow: set DLFLOW_DATASETS to the folder datasets/ of dlflow";
  return fmt::format("get {} and put it at {} in a folder that DLFLOW_MIRROR names", part.address,
                     part.file);
}

}  // namespace

fs::path locate(const DatasetEntry& entry) {
  return locate(entry, {"", entry.file, entry.sha256, entry.address});
}

fs::path locate(const DatasetEntry& entry, const DatasetPart& part) {
  std::vector<fs::path> folders;
  if (entry.is_shipped()) {
    const std::string given = environment("DLFLOW_DATASETS");
    if (given.empty())
      folders = shipped_folders();
    else
      folders.emplace_back(given);
  }
  if (const fs::path mirror = mirror_folder(); !mirror.empty()) folders.push_back(mirror);
  for (const fs::path& folder : folders) {
    const fs::path file = folder / part.file;
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) continue;
    const bool is_zipped = file.extension() == ".gz";
    const std::string hash = is_zipped ? files::sha256_unzipped(file) : files::sha256_file(file);
    if (hash == part.sha256) return file;
    throw UserError(
        ExitCode::data,
        fmt::format("{}: not the data set '{}': expected SHA-256 {}{}, got {}", file.string(),
                    entry.name, part.sha256, is_zipped ? " of the unzipped content" : "", hash),
        how_to_get(entry, part));
  }
  throw UserError(ExitCode::data,
                  fmt::format("the data set '{}' is not on this machine", entry.name),
                  how_to_get(entry, part));
}

}  // namespace dlflow::catalog
