#pragma once

#include <filesystem>

namespace dlflow::files {

/// Removes the temporary files (`.name.tmp-<process>-<count>`) in `folder` whose writer is dead:
/// a live writer holds the lock of its file. Never throws; what cannot be removed stays.
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace dlflow::files
