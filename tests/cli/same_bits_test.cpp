#include <catch2/catch.hpp>
#include <cstdlib>

#include "tests/cli/binary.hpp"

using namespace dlflow;

namespace {

/// Three kinds of model, a search and an ensemble, on the 150 rows of iris.
void write_config(const std::filesystem::path& path) {
  std::ofstream(path)
      << "project: tiny\n"
         "define:\n"
         "  data: " DLFLOW_SOURCE_DIR
         "/datasets/iris.csv\n"
         "  target: species\n"
         "evaluate:\n"
         "  cross_validation: {folds: 3}\n"
         "  learning_curve: always\n"
         "  models:\n"
         "    logistic_regression:\n"
         "    xgboost: {rounds: 5}\n"
         "    mlp: {hidden: [4], train: {epochs: 5}}\n"
         "improve:\n"
         "  tune:\n"
         "    - model: mlp\n"
         "      trials: 3\n"
         "      space:\n"
         "        train.optimizer.adam.learning_rate: {log_uniform: [0.001, 0.1]}\n";
}

std::string digest_with(const TemporaryFolder& scratch, const std::string& runs,
                        const std::string& jobs, const std::filesystem::path& folder,
                        const Binary::Settings& environment = {}) {
  const Binary binary(scratch,
                      {"run", scratch / "tiny.yaml", "--runs", scratch / runs, "--jobs", jobs},
                      folder, environment);
  const Outcome outcome = binary.wait();
  INFO(outcome.err);
  CHECK(outcome.code == 0);
  CHECK(digest_of(outcome).size() == 64);
  return digest_of(outcome);
}

/// The folder of a German locale, made for this test; empty when the machine cannot.
std::string german_locale(const TemporaryFolder& scratch) {
  const std::string made = scratch / "de_DE.UTF-8";
  const std::string line = "localedef -i de_DE -f UTF-8 '" + made + "' >/dev/null 2>&1";
  return std::system(line.c_str()) == 0 ? scratch.path().string() : "";
}

}  // namespace

TEST_CASE("a run has one digest for any number of jobs, in any folder, locale and time zone") {
  const TemporaryFolder scratch;
  write_config(scratch / "tiny.yaml");
  const std::string wanted = digest_with(scratch, "one", "1", scratch.path());
  REQUIRE(wanted.size() == 64);
  CHECK(digest_with(scratch, "again", "1", scratch.path()) == wanted);
  CHECK(digest_with(scratch, "two", "2", scratch.path()) == wanted);
  CHECK(digest_with(scratch, "four", "4", scratch.path()) == wanted);

  Binary::Settings abroad = {{"LC_ALL", "de_DE.UTF-8"}, {"TZ", "Pacific/Kiritimati"}};
  const std::string locales = german_locale(scratch);
  if (locales.empty())
    WARN("there is no German locale here: only the time zone was changed");
  else
    abroad.emplace_back("LOCPATH", locales);
  std::filesystem::create_directory(scratch / "elsewhere");
  CHECK(digest_with(scratch, "abroad", "2", scratch / "elsewhere", abroad) == wanted);
}

TEST_CASE("another seed has another digest") {
  const TemporaryFolder scratch;
  write_config(scratch / "tiny.yaml");
  const std::string one = digest_with(scratch, "one", "2", scratch.path());
  const Binary other(scratch,
                     {"run", scratch / "tiny.yaml", "--runs", scratch / "other", "--set", "seed=2"},
                     scratch.path());
  const Outcome outcome = other.wait();
  CHECK(outcome.code == 0);
  CHECK(digest_of(outcome).size() == 64);
  CHECK(digest_of(outcome) != one);
}
