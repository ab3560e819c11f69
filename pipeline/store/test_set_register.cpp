#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/error.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/store/json.hpp"
#include "pipeline/store/ledger.hpp"

namespace dlflow::store {
namespace {

using nlohmann::json;

constexpr int kFormat = 1;
constexpr std::uint64_t kMostBytes = std::uint64_t{64} << 20;
/// Recording takes milliseconds; who holds the lock longer hangs.
constexpr double kPatienceSeconds = 30;

json read_register(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) return {{"format", kFormat}, {"openings", json::array()}};
  json content = parse_json(files::read_all(path, kMostBytes), path.native());
  if (!content.is_object() || !content.contains("format") ||
      !content["format"].is_number_integer() || !content.contains("openings") ||
      !content["openings"].is_array())
    throw CorruptFile(path.native(), "not a register of test-set openings");
  if (content["format"] != kFormat)
    throw CorruptFile(path.native(), "made by a newer version of dlflow");
  return content;
}

Opening read_opening(const json& entry, const std::filesystem::path& path) {
  try {
    return {entry.at("data_hash").get<std::string>(), entry.at("config_key").get<std::string>(),
            entry.at("project").get<std::string>(), entry.at("opened_at").get<std::int64_t>()};
  } catch (const json::exception&) {
    throw CorruptFile(path.native(), "an opening is not complete");
  }
}

}  // namespace

TestSetRegister::TestSetRegister(std::filesystem::path path) : path_(std::move(path)) {}

std::vector<Opening> TestSetRegister::all() const {
  const json content = read_register(path_);
  std::vector<Opening> out;
  for (const json& entry : content["openings"]) out.push_back(read_opening(entry, path_));
  return out;
}

std::vector<Opening> TestSetRegister::openings(const std::string& data_hash) const {
  std::vector<Opening> out = all();
  std::erase_if(out, [&](const Opening& opening) { return opening.data_hash != data_hash; });
  return out;
}

std::size_t TestSetRegister::other_openings(const std::string& data_hash,
                                            const std::string& project) const {
  const std::vector<Opening> openings = all();
  return static_cast<std::size_t>(std::ranges::count_if(openings, [&](const Opening& opening) {
    return opening.project == project && opening.data_hash != data_hash;
  }));
}

void TestSetRegister::record(const Opening& opening) {
  if (path_.has_parent_path()) files::make_folder(path_.parent_path());
  std::filesystem::path lock_path = path_;
  lock_path += ".lock";
  const files::FolderLock lock(lock_path, kPatienceSeconds);
  json content = read_register(path_);
  content["openings"].push_back({{"data_hash", opening.data_hash},
                                 {"config_key", opening.config_key},
                                 {"project", opening.project},
                                 {"opened_at", opening.opened_at}});
  files::commit(path_, content.dump(1) + "\n");
}

}  // namespace dlflow::store
