#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/text.hpp"
#include "tests/cli/shell.hpp"

using namespace dlflow;

namespace {

/// y depends on a and on noise of its own.
std::string rows_of(std::size_t count, std::uint64_t seed, bool with_classes) {
  RandomStream random{RandomKey(seed)};
  std::string out = "a,b,y\n";
  for (std::size_t i = 0; i < count; ++i) {
    const double a = random.normal(), b = random.normal(), y = 3 * a + random.normal();
    out += shortest(a) + "," + shortest(b) + "," +
           (with_classes ? y > 1    ? "high"
                           : y < -1 ? "low"
                                    : "middle"
                         : shortest(y)) +
           "\n";
  }
  return out;
}

/// The cells of a table in CSV without quotes.
std::vector<std::vector<std::string>> cells_of(const std::string& csv) {
  std::vector<std::vector<std::string>> out;
  for (const std::string_view line : split(csv, '\n')) {
    if (line.empty()) continue;
    auto& row = out.emplace_back();
    for (const std::string_view cell : split(line, ',')) row.emplace_back(cell);
  }
  return out;
}

/// Runs a command and gives the peak of its memory in bytes.
[[maybe_unused]] std::size_t peak_of(const Shell& shell, const std::vector<std::string>& words) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::filesystem::current_path(shell / ".");
    std::vector<char*> line = {const_cast<char*>(DLFLOW_BINARY)};
    for (const std::string& word : words) line.push_back(const_cast<char*>(word.c_str()));
    line.push_back(nullptr);
    ::execv(DLFLOW_BINARY, line.data());
    ::_exit(127);
  }
  int status = 0;
  struct rusage used {};
  REQUIRE(::wait4(child, &status, 0, &used) == child);
  REQUIRE(status == 0);
  return static_cast<std::size_t>(used.ru_maxrss) * 1024;
}

}  // namespace

TEST_CASE("nine of ten true values of unseen rows lie within the intervals of 0.9") {
  const Shell shell;
  write_text(shell / "train.csv", rows_of(800, 1, false));
  write_text(shell / "new.csv", rows_of(4000, 2, false));
  const auto made = shell.run(
      "dlflow run -q train.csv --target y >out.txt &&\n"
      "dlflow predict -q runs/train/1/model.safetensors new.csv --interval 0.9 --runs none\n");
  INFO(made.err);
  REQUIRE(made.code == 0);
  const auto predicted = cells_of(made.out), truth = cells_of(read_text(shell / "new.csv"));
  REQUIRE(predicted.size() == truth.size());
  REQUIRE(predicted[0] == std::vector<std::string>{"row", "y", "low", "high"});
  int within = 0;
  for (std::size_t i = 1; i < truth.size(); ++i) {
    const double y = *parse_number(truth[i][2]);
    within += *parse_number(predicted[i][2]) <= y && y <= *parse_number(predicted[i][3]);
  }
  CHECK(within / 4000.0 == Approx(0.9).margin(0.03));
}

TEST_CASE("nine of ten true classes of unseen rows are in the sets of 0.9") {
  const Shell shell;
  write_text(shell / "train.csv", rows_of(800, 3, true));
  write_text(shell / "new.csv", rows_of(4000, 4, true));
  const auto made = shell.run(
      "dlflow run -q train.csv --target y >out.txt &&\n"
      "dlflow predict -q runs/train/1/model.safetensors new.csv --interval 0.9 --runs none\n");
  INFO(made.err);
  REQUIRE(made.code == 0);
  const auto predicted = cells_of(made.out), truth = cells_of(read_text(shell / "new.csv"));
  REQUIRE(predicted.size() == truth.size());
  REQUIRE(predicted[0].size() == 8);
  int within = 0, sizes = 0;
  for (std::size_t i = 1; i < truth.size(); ++i)
    for (std::size_t k = 0; k < 3; ++k) {
      const bool is_in = predicted[i][5 + k] == "1";
      sizes += is_in;
      within += is_in && predicted[0][5 + k] == "in(" + truth[i][2] + ")";
    }
  CHECK(within / 4000.0 == Approx(0.9).margin(0.03));
  // A set of all classes would hold the true one always.
  CHECK(sizes / 4000.0 < 2.5);
}

// A sanitizer keeps what is freed for a while.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("memory is flat in the number of rows that are predicted") {
  const Shell shell;
  const auto made = shell.run(
      "printf 'project: p\\ndefine: {data: datasets/iris.csv, target: species}\\n' >p.yaml\n"
      "dlflow train -q p.yaml --model mlp >out.txt &&\n"
      "cut -d, -f1-4 datasets/iris.csv >new.csv\n"
      "awk 'NR==1{print;next}{for(i=0;i<1000;i++)print}' new.csv >some.csv\n"
      "awk 'NR==1{print;next}{for(i=0;i<6000;i++)print}' new.csv >many.csv\n");
  INFO(made.err);
  REQUIRE(made.code == 0);
  const std::string model = "runs/p/train/mlp.safetensors";
  const std::size_t some = peak_of(shell, {"predict", model, "some.csv", "-o", "some.out"});
  const std::size_t many = peak_of(shell, {"predict", model, "many.csv", "-o", "many.out"});
  CHECK(std::filesystem::file_size(shell / "many.out") > 20'000'000);
  // The reader of lines keeps up to 48 MB of text; rows and predictions would take three times
  // that.
  const std::size_t more_text = std::filesystem::file_size(shell / "many.csv") -
                                std::filesystem::file_size(shell / "some.csv");
  CHECK(many < some + more_text + 4'000'000);
}
#endif

TEST_CASE("a disk that is full half-way leaves nothing under the final name") {
  const Shell shell;
  const auto made = shell.run(
      "printf 'project: p\\ndefine: {data: datasets/iris.csv, target: species}\\n' >p.yaml\n"
      "dlflow train -q p.yaml --model logistic_regression >out.txt\n"
      "mkdir small\n"
      "awk 'NR==1{print;next}{for(i=0;i<400;i++)print}' datasets/iris.csv >many.csv\n"
      "mount -t tmpfs -o size=2m tmpfs small 2>/dev/null || exit 77\n"
      "dlflow predict runs/p/train/logistic_regression.safetensors many.csv -o small/out.csv\n"
      "code=$?\n"
      "ls -A small\n"
      "umount small\n"
      "exit $code\n");
  if (made.code == 77) {
    WARN("a small file system can be mounted by root alone; not tried");
    return;
  }
  CHECK(made.code == 6);
  CHECK(made.err == "error: small/out.csv: cannot write: no space left on device\n");
  CHECK(made.out.empty());
}

TEST_CASE("a model of each format number predicts what it did when it was made") {
  const std::filesystem::path folder = DLFLOW_SOURCE_DIR "/tests/golden/model";
  const Shell shell;
  std::size_t models = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".safetensors") continue;
    ++models;
    CAPTURE(entry.path().string());
    const bool is_iris = entry.path().stem() != "ridge";
    const std::string rows = (folder / (is_iris ? "iris-rows.csv" : "diabetes-rows.csv")).string();
    const auto got = shell.run("dlflow predict '" + entry.path().string() + "' '" + rows + "'\n");
    INFO(got.err);
    REQUIRE(got.code == 0);
    auto wanted_file = entry.path();
    const auto now = cells_of(got.out),
               wanted = cells_of(read_text(wanted_file.replace_extension(".csv")));
    REQUIRE(now.size() == wanted.size());
    CHECK(now[0] == wanted[0]);
    for (std::size_t i = 1; i < now.size(); ++i)
      for (std::size_t c = 0; c < now[i].size(); ++c)
        if (const auto number = parse_number(wanted[i][c]))
          CHECK(*parse_number(now[i][c]) == Approx(*number).epsilon(1e-5));
        else
          CHECK(now[i][c] == wanted[i][c]);
  }
  CHECK(models == 10);
}
