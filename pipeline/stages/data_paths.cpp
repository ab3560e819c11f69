#include "pipeline/stages/data_paths.hpp"

#include <array>

#include "core/base/text.hpp"
#include "pipeline/catalog/catalog.hpp"

namespace dlflow::stages {
namespace {

using data::DataOptions;

struct PathOption {
  const char* name;
  std::string DataOptions::*member;
};
constexpr std::array<PathOption, 6> kPaths = {{{"file", &DataOptions::file},
                                               {"images", &DataOptions::images},
                                               {"train", &DataOptions::train},
                                               {"labels", &DataOptions::labels},
                                               {"test", &DataOptions::test},
                                               {"test_labels", &DataOptions::test_labels}}};

const catalog::DatasetEntry& entry_of(const std::string& name) {
  if (const auto* entry = catalog::find_dataset(name)) return *entry;
  std::vector<std::string> names;
  for (const auto& known : catalog::catalog()) names.push_back(known.name);
  throw UserError(ExitCode::configuration, "unknown data set '" + name + "'",
                  suggestion(name, names));
}

}  // namespace

std::vector<const std::string*> paths_of(const DataOptions& options) {
  std::vector<const std::string*> paths;
  for (const PathOption& path : kPaths)
    if (const std::string& text = options.*path.member; !text.empty()) paths.push_back(&text);
  return paths;
}

void forget_paths(DataOptions& options) {
  for (const PathOption& path : kPaths) (options.*path.member).clear();
  options.dataset.clear();
}

DataOptions located(const DataOptions& options, const std::filesystem::path& base) {
  DataOptions out = options;
  for (const PathOption& path : kPaths) {
    std::string& text = out.*path.member;
    std::filesystem::path file = text;
    if (text.empty()) continue;
    // "photos/" is the folder "photos".
    if (!file.has_filename()) file = file.parent_path();
    text = (file.is_absolute() ? file : (base / file).lexically_normal()).string();
  }
  if (options.dataset.empty()) return out;
  const auto& entry = entry_of(options.dataset);
  out.file = catalog::locate(entry).string();
  for (const catalog::DatasetPart& part : entry.parts)
    for (const PathOption& path : kPaths)
      if (part.option == path.name) out.*path.member = catalog::locate(entry, part).string();
  return out;
}

void write_paths(const DataOptions& located, const DataOptions& given, schema::Node& node) {
  for (const PathOption& path : kPaths) {
    if ((given.*path.member).empty()) continue;
    const std::string text =
        std::filesystem::path(located.*path.member).lexically_relative(".").string();
    if (node.is_map())
      node.at(path.name) = schema::Node::scalar(text);
    else
      node = schema::Node::scalar(text);
  }
}

}  // namespace dlflow::stages
