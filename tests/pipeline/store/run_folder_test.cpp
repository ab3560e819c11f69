#include "pipeline/store/run_folder.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "pipeline/files/files.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;
using store::RunFolder;

TEST_CASE("the folder of a project stays in its root whatever its name is") {
  CHECK(RunFolder("runs", "iris").ledger_path() == "runs/iris/ledger.sqlite");
  CHECK(RunFolder("runs", "iris").run_folder(12) == "runs/iris/12");
  CHECK(RunFolder("runs", "../x").project_folder() == "runs/-.-x");
  CHECK(RunFolder("runs", "..").project_folder() == "runs/-.");
  CHECK_THROWS_AS(RunFolder("runs", "iris").run_folder(0), Bug);
}

TEST_CASE("files of a run are committed in its folder and nowhere else") {
  const TemporaryFolder folder;
  const RunFolder runs(folder / "runs", "iris");
  runs.write_text(1, "report.html", "one");
  runs.write_text(1, "evaluate/scores.csv", "two");
  CHECK(files::read_all(folder / "runs/iris/1/report.html") == "one");
  CHECK(files::read_all(folder / "runs/iris/1/evaluate/scores.csv") == "two");
  for (const char* outside : {"../x", "/tmp/x", "a/../../x", "", "a/"})
    CHECK_THROWS_AS(runs.write_text(1, outside, ""), Bug);
}

TEST_CASE("latest points to the run that was finished last") {
  const TemporaryFolder folder;
  const RunFolder runs(folder / "runs", "iris");
  runs.point_latest(1);
  runs.point_latest(2);
  runs.write_text(2, "report.html", "two");
  CHECK(std::filesystem::read_symlink(folder / "runs/iris/latest") == "2");
  CHECK(files::read_all(folder / "runs/iris/latest/report.html") == "two");
}

TEST_CASE("the lock of a project can be taken before anything else is there") {
  const TemporaryFolder folder;
  const files::FolderLock lock(RunFolder(folder / "runs", "iris").lock_path());
  try {
    const files::FolderLock second(RunFolder(folder / "runs", "iris").lock_path());
    FAIL("both have the lock");
  } catch (const EnvironmentError& error) {
    CHECK(std::string(error.what())
              .starts_with((folder / "runs/iris").string() + ": in use by process "));
  }
}
