#include "pipeline/store/run_folder.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "pipeline/files/files.hpp"

namespace dlflow::store {
namespace fs = std::filesystem;

RunFolder::RunFolder(fs::path root, std::string_view project)
    : root_(std::move(root)), project_(files::safe_name(project)) {}

fs::path RunFolder::project_folder() const { return root_ / project_; }
fs::path RunFolder::ledger_path() const { return project_folder() / "ledger.sqlite"; }
fs::path RunFolder::register_path() const { return root_ / "test-sets.json"; }

fs::path RunFolder::lock_path() const {
  files::make_folder(project_folder());
  return project_folder() / ".lock";
}

fs::path RunFolder::run_folder(int number) const {
  DLFLOW_REQUIRE(number >= 1, "runs count from 1");
  return project_folder() / std::to_string(number);
}

void RunFolder::point_latest(int number) const {
  files::make_folder(run_folder(number));
  files::commit_link(project_folder() / "latest", std::to_string(number));
}

void RunFolder::write_text(int number, const fs::path& relative, std::string_view bytes) const {
  DLFLOW_REQUIRE(relative.is_relative() && relative.has_filename() &&
                     std::find(relative.begin(), relative.end(), "..") == relative.end(),
                 "a file of a run lies in its folder: " + relative.native());
  const fs::path path = run_folder(number) / relative;
  files::make_folder(path.parent_path());
  files::commit(path, bytes);
}

}  // namespace dlflow::store
