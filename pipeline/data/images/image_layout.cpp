#include "pipeline/data/images/image_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/base/error.hpp"
#include "core/base/text.hpp"

namespace dlflow::data {
namespace {

/// The part of a path before the first '/'; "" where there is none.
std::string_view first_folder(std::string_view path) {
  const auto slash = path.find('/');
  return slash == path.npos ? std::string_view() : path.substr(0, slash);
}

std::string_view behind(std::string_view path, std::string_view folder) {
  return path.substr(folder.size() + 1);
}

/// Whether every image lies in a folder in the one folder that all lie in.
bool has_folders_in_one(const std::vector<std::string_view>& paths) {
  const std::string_view folder = first_folder(paths.front());
  return !folder.empty() && std::all_of(paths.begin(), paths.end(), [&](std::string_view path) {
    return first_folder(path) == folder && !first_folder(behind(path, folder)).empty();
  });
}

/// Whether there are train/ and test/, both with images in folders of their own.
bool is_split(const std::vector<std::string_view>& paths) {
  bool has_train = false, has_test = false;
  for (const std::string_view path : paths) {
    const std::string_view folder = first_folder(path);
    if (folder != "train" && folder != "test") continue;
    if (first_folder(behind(path, folder)).empty()) return false;
    (folder == "train" ? has_train : has_test) = true;
  }
  return has_train && has_test;
}

/// Paths without the folders that all of an archive lie in.
std::vector<std::string_view> stripped(const ImageFiles& files) {
  std::vector<std::string_view> paths(files.paths().begin(), files.paths().end());
  while (files.is_archive() && has_folders_in_one(paths)) {
    const std::string_view folder = first_folder(paths.front());
    for (std::string_view& path : paths) path = behind(path, folder);
  }
  return paths;
}

}  // namespace

ImageLayout lay_out(const ImageFiles& files, bool by_path) {
  const std::vector<std::string_view> paths = stripped(files);
  const bool split = is_split(paths);
  std::vector<std::size_t> order(paths.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (by_path)
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      const bool a_test = split && first_folder(paths[a]) == "test";
      const bool b_test = split && first_folder(paths[b]) == "test";
      return a_test != b_test ? b_test : files.paths()[a] < files.paths()[b];
    });
  ImageLayout out;
  out.row_of.assign(paths.size(), ImageLayout::kNoRow);
  std::size_t beside = 0;
  std::string_view first_beside;
  for (const std::size_t i : order) {
    std::string_view folder = first_folder(paths[i]);
    if (split) {
      if (folder != "train" && folder != "test") {
        if (beside++ == 0) first_beside = folder;
        continue;
      }
      if (folder == "test" && !out.test_begin) out.test_begin = out.rows();
      folder = first_folder(behind(paths[i], folder));
    }
    out.row_of[i] = static_cast<std::uint32_t>(out.rows());
    out.paths.push_back(files.paths()[i]);
    out.classes.emplace_back(folder);
  }
  if (beside > 0)
    out.left_out = fmt::format("{} image{} beside train/ and test/ {} left out, the first in '{}'",
                               counted(beside), beside == 1 ? "" : "s", beside == 1 ? "is" : "are",
                               first_beside);
  return out;
}

void require_classes(const ImageFiles& files, const ImageLayout& layout, const std::string& file) {
  std::size_t loose = 0;
  std::string first;
  for (std::size_t row = 0; row < layout.rows(); ++row)
    if (layout.classes[row].empty() && loose++ == 0) first = layout.paths[row];
  if (loose > 0)
    throw UserError(ExitCode::data,
                    loose == 1
                        ? fmt::format("{}: '{}' lies in no class folder", file, first)
                        : fmt::format("{}: {} images lie in no class folder, the first is '{}'",
                                      file, counted(loose), first),
                    "put the images of each class into a folder that bears its name");
  for (const std::string& folder : files.folders()) {
    // A folder below a class may be without images of its own.
    const std::string_view below = layout.test_begin && folder.starts_with("train/")
                                       ? std::string_view(folder).substr(6)
                                       : std::string_view(folder);
    const bool is_left_out = layout.test_begin && below.size() == folder.size();
    if (is_left_out || below.find('/') != below.npos) continue;
    const auto is_inside = [&](const std::string& path) { return path.starts_with(folder + "/"); };
    if (std::none_of(layout.paths.begin(), layout.paths.end(), is_inside))
      throw UserError(ExitCode::data,
                      fmt::format("{}: there is no image in it", files.shown(folder)),
                      "a class needs images: put some there, or remove the folder");
  }
}

}  // namespace dlflow::data
