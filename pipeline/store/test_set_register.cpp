#include "pipeline/store/test_set_register.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "core/base/error.hpp"
#include "pipeline/files/files.hpp"
#include "pipeline/store/json.hpp"

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

constexpr std::size_t kDigits = 16;  // of a row's hash, hexadecimal

/// The least of the hashes, ascending and each once.
std::vector<std::uint64_t> sample(std::vector<std::uint64_t> hashes) {
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  if (hashes.size() > TestSetRegister::kSampleRows) hashes.resize(TestSetRegister::kSampleRows);
  return hashes;
}

std::vector<std::uint64_t> read_sample(const std::string& text, const std::filesystem::path& path) {
  std::vector<std::uint64_t> hashes(text.size() / kDigits);
  bool is_good = text.size() % kDigits == 0;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    const char* end = text.data() + (i + 1) * kDigits;
    const auto [stop, error] = std::from_chars(end - kDigits, end, hashes[i], 16);
    is_good &= stop == end && error == std::errc();
  }
  if (!is_good) throw CorruptFile(path.native(), "the rows of an opening are damaged");
  return hashes;
}

Opening read_opening(const json& entry, const std::filesystem::path& path) {
  try {
    return {.data_hash = entry.at("data_hash").get<std::string>(),
            .config_key = entry.at("config_key").get<std::string>(),
            .project = entry.at("project").get<std::string>(),
            .opened_at = entry.at("opened_at").get<std::int64_t>(),
            .settings_key = entry.value("settings_key", ""),
            .row_hashes = read_sample(entry.value("rows", ""), path),
            .input_hashes = read_sample(entry.value("inputs", ""), path)};
  } catch (const json::exception&) {
    throw CorruptFile(path.native(), "an opening is not complete");
  }
}

json entry_of(const Opening& opening) {
  json entry = {{"data_hash", opening.data_hash},
                {"config_key", opening.config_key},
                {"project", opening.project},
                {"opened_at", opening.opened_at}};
  if (!opening.settings_key.empty()) entry["settings_key"] = opening.settings_key;
  for (const auto& [name, hashes] :
       {std::pair{"rows", &opening.row_hashes}, std::pair{"inputs", &opening.input_hashes}}) {
    std::string text;
    for (const std::uint64_t hash : *hashes) text += fmt::format("{:016x}", hash);
    if (!text.empty()) entry[name] = std::move(text);
  }
  return entry;
}

/// Beside the register, in a folder that is there.
std::filesystem::path lock_path_of(const std::filesystem::path& path) {
  if (path.has_parent_path()) files::make_folder(path.parent_path());
  std::filesystem::path lock = path;
  lock += ".lock";
  return lock;
}

/// Row hashes up to the greatest one kept are all known; beyond it, those of a large set are not.
std::uint64_t known_up_to(const std::vector<std::uint64_t>& sample) {
  return sample.size() < TestSetRegister::kSampleRows ? std::numeric_limits<std::uint64_t>::max()
                                                      : sample.back();
}

}  // namespace

/// The file as it is, with what later versions may have put into it, and its openings.
struct TestSetRegister::Content {
  json file;
  std::vector<Opening> openings;
};

TestSetRegister::TestSetRegister(std::filesystem::path path)
    : path_(std::move(path)),
      lock_(lock_path_of(path_), kPatienceSeconds),
      content_(std::make_unique<Content>()) {
  content_->file = read_register(path_);
  for (const json& entry : content_->file["openings"])
    content_->openings.push_back(read_opening(entry, path_));
}

TestSetRegister::~TestSetRegister() = default;

std::vector<Opening> TestSetRegister::openings(const std::string& data_hash) const {
  std::vector<Opening> out;
  std::ranges::copy_if(content_->openings, std::back_inserter(out),
                       [&](const Opening& opening) { return opening.data_hash == data_hash; });
  return out;
}

SeenRows TestSetRegister::seen(const std::string& data_hash, std::span<const std::uint64_t> hashes,
                               RowHashes known_by) const {
  const std::unordered_set<std::uint64_t> rows(hashes.begin(), hashes.end());
  SeenRows out;
  std::unordered_set<std::uint64_t> shown;
  std::unordered_set<std::string> sets;  // that show some of the rows
  std::uint64_t known = std::numeric_limits<std::uint64_t>::max();
  for (const Opening& opening : content_->openings) {
    if (opening.data_hash == data_hash) continue;
    bool is_among_them = sets.contains(opening.data_hash);
    const std::vector<std::uint64_t>& sample = opening.*known_by;
    for (const std::uint64_t hash : sample)
      if (rows.contains(hash)) shown.insert(hash), is_among_them = true;
    if (!is_among_them) continue;
    sets.insert(opening.data_hash);
    if (!sample.empty()) known = std::min(known, known_up_to(sample));
    out.openings.push_back(opening);
  }
  std::size_t asked = 0, found = 0;
  for (const std::uint64_t hash : hashes) {
    if (hash > known) continue;
    ++asked;
    found += shown.contains(hash);
  }
  out.share = asked == 0 ? 0 : static_cast<double>(found) / static_cast<double>(asked);
  out.is_estimate = asked < hashes.size();
  return out;
}

std::size_t TestSetRegister::other_openings(const std::string& data_hash,
                                            const std::string& project) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(content_->openings, [&](const Opening& opening) {
        return opening.project == project && opening.data_hash != data_hash;
      }));
}

void TestSetRegister::record(Opening opening) {
  for (const RowHashes hashes : {&Opening::row_hashes, &Opening::input_hashes}) {
    const bool are_known = std::ranges::any_of(content_->openings, [&](const Opening& known) {
      return known.data_hash == opening.data_hash && !(known.*hashes).empty();
    });
    opening.*hashes = are_known ? std::vector<std::uint64_t>{} : sample(std::move(opening.*hashes));
  }
  content_->file["openings"].push_back(entry_of(opening));
  content_->openings.push_back(std::move(opening));
  files::commit(path_, content_->file.dump(1) + "\n");
}

}  // namespace dlflow::store
