#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

/// A file of the repository: its path from the root, with '/' between folders, and its lines.
struct File {
  std::string path;
  Lines lines;
};

/// Which folders a folder may include beside itself; "core/" stands for all folders below core.
const std::map<std::string, Lines>& allowed_folders() {
  static const std::map<std::string, Lines> table = [] {
    std::map<std::string, Lines> rules = {
        {"core/base", {}},
        {"core/schema", {"core/base"}},
        {"core/tensor", {"core/base"}},
        {"core/samples", {"core/base", "core/tensor"}},
        {"core/kernels", {"core/base", "core/tensor"}},
        {"core/graph", {"core/base", "core/tensor"}},
        {"core/nn", {"core/base", "core/schema", "core/tensor", "core/kernels", "core/graph"}},
        {"core/optim", {"core/base", "core/schema", "core/tensor", "core/kernels"}},
        {"core/metrics", {"core/base", "core/schema", "core/tensor"}},
        {"core/train", {"core/"}},
        {"pipeline/files", {"core/base"}},
        {"pipeline/config", {"core/base", "core/schema", "pipeline/files"}},
        {"pipeline/data",
         {"core/base", "core/schema", "core/tensor", "core/samples", "pipeline/files"}},
        {"pipeline/catalog", {"core/base", "core/schema", "core/tensor", "pipeline/files"}},
        {"pipeline/algebra", {}},
        {"pipeline/views", {"core/", "pipeline/files", "pipeline/data", "pipeline/algebra"}},
        {"pipeline/models", {"core/", "pipeline/files", "pipeline/data", "pipeline/algebra"}},
        {"pipeline/statistics", {"core/base", "core/metrics"}},
        {"pipeline/store", {"core/", "pipeline/files", "pipeline/data"}},
        {"pipeline/stages", {"core/", "pipeline/"}},
        {"cli", {"pipeline/", "core/base", "core/schema"}},
    };
    const Lines harness = {"core/",          "pipeline/files",  "pipeline/data",
                           "pipeline/views", "pipeline/models", "pipeline/statistics",
                           "pipeline/store", "pipeline/config"};
    Lines search = harness;
    search.push_back("pipeline/harness");
    // A finished ensemble predicts like any model, so the harness sees the kinds of ensembles; the
    // ensembles themselves know predictions alone.
    rules["pipeline/ensembles"] = harness;
    rules["pipeline/harness"] = harness;
    rules["pipeline/harness"].push_back("pipeline/ensembles");
    for (const char* folder : {"pipeline/search", "pipeline/export"}) rules[folder] = search;
    Lines project = search;
    for (const char* folder :
         {"pipeline/catalog", "pipeline/search", "pipeline/ensembles", "pipeline/export"})
      project.push_back(folder);
    rules["pipeline/project"] = project;
    Lines report = project;
    report.push_back("pipeline/project");
    rules["pipeline/report"] = report;
    return rules;
  }();
  return table;
}

/// A package and the places (path prefixes) that may see its headers.
struct Package {
  std::string name;
  std::string header;  ///< a regular expression over the whole name between < and >
  Lines places;
  Lines headers = {};  ///< the places where a header may include it
};

const std::vector<Package>& packages() {
  static const std::vector<Package> table = {
      {"CLI11", "CLI/.*", {"cli/"}},
      {"yaml-cpp", "yaml-cpp/.*", {"pipeline/config/"}, {"pipeline/config/"}},
      {"oneDNN", "(oneapi/)?dnnl.*", {"core/kernels/onednn/"}, {"core/kernels/onednn/"}},
      {"OpenMP", "omp\\.h", {"core/kernels/onednn/"}},
      {"SQLite", "sqlite3\\.h", {"pipeline/store/"}},
      {"Eigen",
       "(unsupported/)?Eigen/.*",
       {"pipeline/algebra/", "pipeline/views/", "pipeline/models/"},
       {"pipeline/algebra/", "pipeline/models/"}},
      {"nlohmann-json", "nlohmann/.*", {"pipeline/", "cli/"}, {"pipeline/store/json.hpp"}},
      {"fmt", "fmt/.*", {"core/", "pipeline/", "cli/"}},
      {"spdlog", "spdlog/.*", {"core/base/log.cpp"}},
      {"libsvm", "libsvm/.*", {"pipeline/models/svm_library.cpp"}},
      {"utf8proc", "utf8proc\\.h", {"pipeline/views/texts/"}},
      {"XGBoost", "xgboost/.*", {"pipeline/models/xgboost"}},
      {"libpng", "png\\.h", {"pipeline/data/images/png.cpp"}},
      {"libjpeg-turbo", "turbojpeg\\.h", {"pipeline/data/images/jpeg.cpp"}},
      {"OpenSSL", "openssl/.*", {"pipeline/files/"}},
      {"zlib", "zlib\\.h", {"pipeline/files/", "pipeline/data/readers/"}},
  };
  return table;
}

/// Headers of the system, which need no package.
bool is_system_header(const std::string& header) {
  static const std::regex standard("[a-z_0-9]+");
  static const std::regex posix(
      "(sys/[a-z_]+|linux/"
      "[a-z_]+|unistd|fcntl|dlfcn|errno|dirent|signal|pthread|poll|termios|spawn|"
      "immintrin|emmintrin|stdio|math|cpuid|sched|malloc|time)\\.h");
  return std::regex_match(header, standard) || std::regex_match(header, posix);
}

bool starts_with_any(const std::string& text, const Lines& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return text.starts_with(prefix); });
}

bool is_header(const File& file) { return file.path.ends_with(".hpp"); }
bool is_source(const File& file) { return file.path.ends_with(".cpp"); }
bool is_code(const File& file) { return is_header(file) || is_source(file); }

/// "core/nn" of "core/nn/layers/dense.cpp"; "cli" for all of cli.
std::string house_folder(const std::string& path) {
  if (path.starts_with("cli/")) return "cli";
  const std::size_t first = path.find('/');
  return path.substr(0, path.find('/', first + 1));
}

bool may_include(const std::string& from, const std::string& header) {
  const std::string to = house_folder(header);
  if (from == to) return true;
  const auto rule = allowed_folders().find(from);
  if (rule == allowed_folders().end()) return false;
  return std::any_of(rule->second.begin(), rule->second.end(), [&](const std::string& allowed) {
    return allowed == to || (allowed.ends_with('/') && to.starts_with(allowed));
  });
}

std::string at(const File& file, std::size_t line) {
  return file.path + ":" + std::to_string(line + 1) + ": ";
}

Lines own_include_problems(const File& file) {
  static const std::regex own("^\\s*#\\s*include\\s+\"([^\"]+)\".*");
  Lines problems;
  const std::string folder = house_folder(file.path);
  if (!allowed_folders().count(folder))
    return {file.path + ": the folder " + folder + " has no line in the table"};
  std::smatch match;
  for (std::size_t i = 0; i < file.lines.size(); ++i)
    if (std::regex_match(file.lines[i], match, own) && !may_include(folder, match[1]))
      problems.push_back(at(file, i) + folder + " must not include " + match[1].str());
  return problems;
}

Lines package_problems(const File& file) {
  static const std::regex angle("^\\s*#\\s*include\\s+<([^>]+)>.*");
  Lines problems;
  std::smatch match;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    if (!std::regex_match(file.lines[i], match, angle)) continue;
    const std::string header = match[1];
    if (is_system_header(header)) continue;
    const auto package = std::find_if(packages().begin(), packages().end(), [&](const Package& p) {
      return std::regex_match(header, std::regex(p.header));
    });
    if (package == packages().end())
      problems.push_back(at(file, i) + "<" + header + "> belongs to no package of the table");
    else if (!starts_with_any(file.path, package->places))
      problems.push_back(at(file, i) + package->name + " is not seen here");
    else if (is_header(file) && !starts_with_any(file.path, package->headers))
      problems.push_back(at(file, i) + package->name + " belongs in a .cpp");
  }
  return problems;
}

/// Files that are one list of templates or of kinds, with the length they may have.
const std::map<std::string, std::size_t>& size_exceptions() {
  static const std::map<std::string, std::size_t> table = {};
  return table;
}

Lines size_problems(const File& file) {
  const auto exception = size_exceptions().find(file.path);
  std::size_t limit = is_header(file) ? 150 : 400;
  if (file.path.starts_with("tests/")) limit = 600;
  if (exception != size_exceptions().end()) limit = exception->second;
  if (file.lines.size() <= limit) return {};
  return {file.path + ": " + std::to_string(file.lines.size()) + " lines, at most " +
          std::to_string(limit)};
}

Lines pragma_problems(const File& file) {
  if (!is_header(file)) return {};
  const bool found =
      std::find(file.lines.begin(), file.lines.end(), "#pragma once") != file.lines.end();
  return found ? Lines{} : Lines{file.path + ": no #pragma once"};
}

/// A static library's linker drops objects that nothing names, so a kind that registers itself
/// would be missing without a word.
Lines registration_problems(const File& file) {
  static const std::regex hidden(
      "^(static |const |inline |\\[\\[maybe_unused\\]\\] )*(bool|int|auto|[A-Z]\\w*Registrar) "
      "\\w+\\s*(=\\s*.*|\\{.*|\\(\")[Rr]egist(er|rar).*"
      "|^\\s*#\\s*define\\s+\\w*REGISTER\\w*.*"
      "|.*__attribute__\\s*\\(\\(\\s*constructor.*");
  Lines problems;
  for (std::size_t i = 0; i < file.lines.size(); ++i)
    if (std::regex_match(file.lines[i], hidden))
      problems.push_back(at(file, i) + "registers itself; add a line to its table instead");
  return problems;
}

Lines machine_path_problems(const File& file) {
  // Put together from pieces, so that this file does not find itself.
  static const Lines paths = {std::string("/wo") + "rk/", std::string("/tmp/w") + "t",
                              std::string("/ho") + "me/"};
  Lines problems;
  for (std::size_t i = 0; i < file.lines.size(); ++i)
    for (const std::string& path : paths)
      if (file.lines[i].find(path) != std::string::npos)
        problems.push_back(at(file, i) + "a path of one machine: " + path);
  return problems;
}

/// Folders that a build or a run leaves behind, and hidden ones (but not the checks' own folder).
bool is_left_out(const std::string& name) {
  static const std::set<std::string> made = {"build", "runs", "node_modules"};
  return made.count(name) || (name.starts_with('.') && name != ".ci");
}

const std::string& root() {
  static const std::string path = DLFLOW_SOURCE_DIR;
  return path;
}

File read(const fs::path& path) {
  File file{fs::relative(path, root()).generic_string(), {}};
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) file.lines.push_back(line);
  return file;
}

void collect(const fs::path& folder, std::vector<File>& files) {
  static const std::set<std::string> texts = {".cpp",  ".hpp", ".md", ".txt", ".cmake", ".json",
                                              ".yaml", ".py",  ".sh", ".yml", ""};
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory()) {
      if (!is_left_out(entry.path().filename().string())) collect(entry.path(), files);
    } else if (entry.is_regular_file() && entry.path().filename() != ".git" &&
               texts.count(entry.path().extension().string())) {
      files.push_back(read(entry.path()));
    }
  }
}

/// Every text file of the repository but data, sorted by path.
const std::vector<File>& tree() {
  static const std::vector<File> files = [] {
    std::vector<File> found;
    collect(root(), found);
    std::sort(found.begin(), found.end(),
              [](const File& a, const File& b) { return a.path < b.path; });
    return found;
  }();
  return files;
}

/// What `check` finds in every file for which `concerns` holds, one problem a line.
template <class Concerns, class Check>
std::string problems_of(Concerns concerns, Check check) {
  std::string text;
  for (const File& file : tree())
    if (concerns(file))
      for (const std::string& problem : check(file)) text += problem + "\n";
  return text;
}

bool is_house_code(const File& file) {
  return is_code(file) && starts_with_any(file.path, {"core/", "pipeline/", "cli/"});
}

}  // namespace

TEST_CASE("the tree is read") {
  CHECK(tree().size() > 20);
  CHECK(std::any_of(tree().begin(), tree().end(),
                    [](const File& f) { return f.path == "core/base/error.hpp"; }));
}

TEST_CASE("a folder includes only what lies below it") {
  CHECK(problems_of(is_house_code, own_include_problems) == "");
}

TEST_CASE("an include that points up is found") {
  const File up{"core/optim/adam.cpp", {"#include \"core/nn/layer.hpp\""}};
  CHECK(own_include_problems(up) ==
        Lines{"core/optim/adam.cpp:1: core/optim must not include core/nn/layer.hpp"});
  CHECK(own_include_problems({"pipeline/views/a.cpp", {"#include \"pipeline/models/model.hpp\""}})
            .size() == 1);
  CHECK(own_include_problems({"pipeline/report/a.cpp", {"#include \"pipeline/stages/a.hpp\""}})
            .size() == 1);
  CHECK(own_include_problems({"pipeline/report/a.cpp", {"#include \"pipeline/harness/a.hpp\""}})
            .empty());
  CHECK(own_include_problems({"core/train/a.cpp", {"#include \"core/nn/layer.hpp\""}}).empty());
  CHECK(own_include_problems({"core/odd/a.cpp", {}}).size() == 1);
}

TEST_CASE("each package is seen in its own folder only, and not in headers") {
  CHECK(problems_of(is_house_code, package_problems) == "");
}

TEST_CASE("CLI11, which takes seconds to compile, is included by one file") {
  std::set<std::string> users;
  for (const File& file : tree())
    for (const std::string& line : file.lines)
      if (is_code(file) && line.starts_with("#include <CLI/")) users.insert(file.path);
  CHECK(users.size() <= 1);
}

TEST_CASE("a package outside its folder is found") {
  CHECK(package_problems({"core/nn/a.cpp", {"", "#include <dnnl.h>"}}) ==
        Lines{"core/nn/a.cpp:2: oneDNN is not seen here"});
  CHECK(package_problems({"pipeline/store/a.hpp", {"#include <sqlite3.h>"}}) ==
        Lines{"pipeline/store/a.hpp:1: SQLite belongs in a .cpp"});
  CHECK(package_problems({"core/nn/a.cpp", {"#include <opencv2/core.hpp>"}}).size() == 1);
  CHECK(package_problems({"pipeline/models/a.cpp", {"#include <Eigen/Dense>", "#include <map>"}})
            .empty());
}

TEST_CASE("no file is longer than its limit") {
  CHECK(problems_of([](const File& f) { return is_code(f); }, size_problems) == "");
  CHECK(size_problems({"core/nn/a.cpp", Lines(401)}).size() == 1);
  CHECK(size_problems({"core/nn/a.hpp", Lines(151)}).size() == 1);
  CHECK(size_problems({"tests/core/nn/a_test.cpp", Lines(601)}).size() == 1);
  CHECK(size_problems({"core/nn/a.cpp", Lines(400)}).empty());
}

TEST_CASE("every header is guarded by a pragma") {
  CHECK(problems_of(is_house_code, pragma_problems) == "");
  CHECK(pragma_problems({"core/nn/a.hpp", {"namespace dlflow {}"}}).size() == 1);
}

TEST_CASE("nothing registers itself at namespace scope") {
  CHECK(problems_of(is_house_code, registration_problems) == "");
  CHECK(
      registration_problems({"a.cpp", {"static bool known = register_layer(\"dense\");"}}).size() ==
      1);
  CHECK(registration_problems({"a.cpp", {"#define REGISTER_LAYER(x) x"}}).size() == 1);
  CHECK(registration_problems({"a.cpp", {"  const auto kinds = register_all();"}}).empty());
}

TEST_CASE("no file names a path of one machine") {
  CHECK(problems_of([](const File&) { return true; }, machine_path_problems) == "");
  CHECK(machine_path_problems({"a.md", {std::string("cd /wo") + "rk/here"}}).size() == 1);
}

TEST_CASE("every folder of the first two levels says in a README.md what belongs there") {
  Lines without;
  const auto look = [&](const fs::path& folder) {
    if (!fs::exists(folder / "README.md")) without.push_back(fs::relative(folder, root()).string());
  };
  for (const fs::directory_entry& entry : fs::directory_iterator(root())) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_directory() || name.starts_with('.') || is_left_out(name)) continue;
    look(entry.path());
    if (name != "core" && name != "pipeline" && name != "cli") continue;
    for (const fs::directory_entry& inner : fs::directory_iterator(entry.path()))
      if (inner.is_directory()) look(inner.path());
  }
  std::sort(without.begin(), without.end());
  CHECK(without == Lines{});
}
