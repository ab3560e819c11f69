#include "pipeline/catalog/catalog.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

#include "core/base/error.hpp"
#include "pipeline/data/reader.hpp"

namespace {

using namespace dlflow;
namespace fs = std::filesystem;

/// An environment variable for the time of a test.
class Environment {
 public:
  Environment(const char* name, const std::string& value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    setenv(name, value.c_str(), 1);
  }
  ~Environment() {
    if (old_.empty())
      unsetenv(name_);
    else
      setenv(name_, old_.c_str(), 1);
  }

 private:
  const char* name_;
  std::string old_;
};

/// Of images, with train/ and test/ in it.
bool is_archive(const catalog::DatasetEntry& entry) {
  return data::format_named_by(entry.file) == data::Format::images;
}

void check_readable(const catalog::DatasetEntry& entry) {
  INFO(entry.name);
  data::DataOptions options;
  options.header.names = entry.column_names;
  options.file = catalog::locate(entry).string();
  for (const auto& part : entry.parts) {
    const std::string file = catalog::locate(entry, part).string();
    if (part.option == "labels") options.labels = file;
    if (part.option == "test") options.test = file;
    if (part.option == "test_labels") options.test_labels = file;
  }
  const auto result = data::read_data(options, {});
  const data::Column* target = result.table.find(entry.target);
  REQUIRE(target);
  if (entry.parts.empty() && !is_archive(entry)) CHECK(result.content_hash == entry.sha256);
  CHECK(result.test_begin.has_value() == (is_archive(entry) || !entry.parts.empty()));
  CHECK(result.has_header == entry.column_names.empty());
  if (entry.positive.empty()) return;
  const auto labels = data::as_category(*target).labels;
  CHECK(std::find(labels.begin(), labels.end(), entry.positive) != labels.end());
}

std::string message_of(const catalog::DatasetEntry& entry) {
  try {
    catalog::locate(entry);
  } catch (const UserError& error) {
    CHECK(error.code() == ExitCode::data);
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("every entry of the catalogue is complete") {
  std::set<std::string> names;
  for (const auto& entry : catalog::catalog()) {
    INFO(entry.name);
    CHECK(names.insert(entry.name).second);
    CHECK(entry.sha256.size() == 64);
    CHECK_FALSE((entry.title.empty() || entry.file.empty() || entry.target.empty()));
    CHECK_FALSE((entry.source.empty() || entry.licence.empty()));
    for (const auto& part : entry.parts) {
      const std::set<std::string> known = {"labels", "test", "test_labels"};
      CHECK(known.contains(part.option));
      CHECK(part.sha256.size() == 64);
      CHECK_FALSE((part.file.empty() || part.address.empty()));
    }
    const bool has_test = !entry.parts.empty() || is_archive(entry);
    if (entry.benchmark && entry.benchmark->folds == 0) CHECK(has_test);
    CHECK(catalog::find_dataset(entry.name) == &entry);
    const auto& columns = entry.column_names;
    const auto is_column = [&](const std::string& column) {
      return std::find(columns.begin(), columns.end(), column) != columns.end();
    };
    CHECK((columns.empty() || is_column(entry.target)));
    CHECK(std::all_of(entry.left_out.begin(), entry.left_out.end(), is_column));
  }
  CHECK(std::is_sorted(catalog::catalog().begin(), catalog::catalog().end(),
                       [](const auto& a, const auto& b) { return a.name < b.name; }));
  CHECK(catalog::find_dataset("no such set") == nullptr);
}

TEST_CASE("the data sets that come with dlflow are found, whole and readable") {
  const Environment datasets("DLFLOW_DATASETS", DLFLOW_SOURCE_DIR "/datasets");
  std::size_t count = 0;
  for (const auto& entry : catalog::catalog()) {
    if (!entry.is_shipped()) continue;
    check_readable(entry);
    ++count;
  }
  CHECK(count == 8);
}

TEST_CASE("the data sets of a mirror are found, whole and readable") {
  const char* mirror = std::getenv("DLFLOW_MIRROR");
  if (!mirror || !*mirror) {
    WARN("skipped: DLFLOW_MIRROR is not set");
    return;
  }
  for (const auto& entry : catalog::catalog())
    if (!entry.is_shipped()) check_readable(entry);
  const std::string address = "file://" + std::string(mirror);
  const Environment by_address("DLFLOW_MIRROR", address);
  CHECK(fs::exists(catalog::locate(*catalog::find_dataset("haberman"))));
}

TEST_CASE("the sizes of the images and series of a mirror are those that were published") {
  const char* mirror = std::getenv("DLFLOW_MIRROR");
  if (!mirror || !*mirror) {
    WARN("skipped: DLFLOW_MIRROR is not set");
    return;
  }
  const auto read = [](const char* name) {
    const auto& entry = *catalog::find_dataset(name);
    data::DataOptions options;
    options.file = catalog::locate(entry).string();
    for (const auto& part : entry.parts)
      if (part.option == "test") options.test = catalog::locate(entry, part).string();
    return data::read_data(options, {});
  };
  const auto mnist = read("mnist");
  CHECK(mnist.table.rows() == 70000);
  CHECK(mnist.test_begin == 60000u);
  CHECK(mnist.table.columns[0].images->bytes.size() == 70000u * 784);
  const auto ecg = read("ecg200");
  CHECK(ecg.test_begin == 100u);
  CHECK(ecg.table.columns[0].series->length(199) == 96);
  const auto vowels = read("japanese-vowels");
  CHECK(vowels.table.rows() == 640);
  CHECK(vowels.test_begin == 270u);
  CHECK(vowels.table.columns[0].series->channels == 12);
  std::size_t least = 1000, most = 0;
  for (std::size_t n = 0; n < 640; ++n) {
    least = std::min(least, vowels.table.columns[0].series->length(n));
    most = std::max(most, vowels.table.columns[0].series->length(n));
  }
  const auto sms = read("sms");
  CHECK(sms.table.rows() == 5574);
  CHECK(sms.has_plain_quotes);
  CHECK(sms.table.columns[1].is_text());
  CHECK(least == 7);
  CHECK(most == 29);
}

TEST_CASE("an absent or changed file is refused with the way to get it") {
  std::string name = (fs::temp_directory_path() / "dlflow-mirror-XXXXXX").string();
  const fs::path folder = mkdtemp(name.data());
  const Environment mirror("DLFLOW_MIRROR", folder.string());
  const auto& entry = *catalog::find_dataset("pima-indians-diabetes");
  CHECK_THAT(message_of(entry),
             Catch::Contains("the data set 'pima-indians-diabetes' is not on this machine") &&
                 Catch::Contains("get https://") && Catch::Contains("DLFLOW_MIRROR"));
  fs::create_directories(folder / "tabular");
  std::ofstream(folder / entry.file) << "1,2\n";
  CHECK_THAT(message_of(entry), Catch::Contains("expected SHA-256 6bfe5d0f"));
  const Environment remote("DLFLOW_MIRROR", "https://example.org/x");
  CHECK_THAT(message_of(entry), Catch::Contains("DLFLOW_MIRROR is no folder"));
  fs::remove_all(folder);
}
