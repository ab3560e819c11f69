#include "pipeline/harness/checkpoint.hpp"

#include <catch2/catch.hpp>
#include <csignal>
#include <fstream>
#include <thread>

#include "core/base/error.hpp"
#include "pipeline/config/yaml.hpp"
#include "pipeline/harness/harness.hpp"
#include "tests/pipeline/temporary_folder.hpp"

using namespace dlflow;
using namespace dlflow::harness;

namespace {

/// Two folds of 80 rows of two number columns, and a network with much to do on them.
struct Sample {
  data::Table table;
  data::Target target;
  Ground ground;
  views::ViewOptions view;
  std::vector<Candidate> candidates;

  explicit Sample(int epochs) {
    table.columns.resize(2);
    table.columns[0].name = "x";
    table.columns[1].name = "y";
    target.task = data::Task::binary;
    target.classes = 2;
    RandomStream random{RandomKey(8)};
    for (int row = 0; row < 80; ++row) {
      const double x = random.normal(), y = random.normal();
      table.columns[0].numbers.push_back(x);
      table.columns[1].numbers.push_back(y);
      target.labels.push_back(x * y > 0 ? 1 : 0);
    }
    ground.table = &table;
    ground.target = &target;
    ground.inputs = {"x", "y"};
    ground.key = "ground";
    for (int number = 1; number <= 2; ++number) {
      data::Fold& fold = ground.folds.emplace_back();
      fold.number = number;
      for (data::RowIndex row = 0; row < 80; ++row)
        ((row % 2 == 0) == (number == 1) ? fold.train : fold.held_out).push_back(row);
    }
    std::vector<dlflow::Problem> problems;
    Candidate& one = candidates.emplace_back();
    one.model = "mlp";
    one.view = "v";
    const schema::Choice* choice = schema::find_choice(models::model_choices(), "mlp");
    one.kind = &models::kind_of(*choice);
    one.options = schema::load_options(
        *choice,
        config::parse_yaml("{hidden: [8], dropout: 0.1, train: {batch_size: 4, early_stopping: {"
                           "patience: 1000000}, epochs: " +
                               std::to_string(epochs) + "}}",
                           "own.yaml"),
        problems, "");
    REQUIRE(problems.empty());
    one.view_options = &view;
    one.key = candidate_key(one);
  }
};

Workers workers_of(store::Ledger& ledger, const std::filesystem::path& folder) {
  Workers workers;
  workers.ledger = &ledger;
  workers.checkpoints = folder;
  workers.checkpoint_seconds = workers.long_seconds = 0;
  return workers;
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::exists(folder))
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().extension() == ".safetensors") files.push_back(entry.path());
  return files;
}

/// What the folds of a run are, without their times.
std::string bits_of(const std::vector<CandidateResult>& results) {
  std::string text;
  for (const FoldResult& fold : results.at(0).folds) {
    CHECK(fold.error == "");
    const auto* bytes = reinterpret_cast<const char*>(fold.predictions.values.data());
    text.append(bytes, fold.predictions.values.size() * sizeof(double));
    text += std::to_string(fold.best_epoch) + " " + std::to_string(fold.history.size());
    for (const auto& epoch : fold.history) text += " " + std::to_string(epoch.loss);
  }
  return text;
}

/// Runs until the first state lies in the folder, then stops.
void stop_within_a_fold(const Sample& sample, store::Ledger& ledger,
                        const std::filesystem::path& folder) {
  StopFlag stop;
  Workers workers = workers_of(ledger, folder);
  workers.stop = &stop;
  const std::jthread watcher([&](const std::stop_token& token) {
    while (!token.stop_requested() && files_of(folder).empty())
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    stop.request(SIGTERM);
  });
  CHECK_THROWS_AS(run(sample.ground, sample.candidates, workers), Stopped);
}

}  // namespace

TEST_CASE("an evaluation that was stopped within a fold goes on there, to the same bits") {
  const TemporaryFolder scratch;
  const Sample sample(150);
  store::Ledger whole_ledger(scratch / "whole.sqlite"), ledger(scratch / "ledger.sqlite");
  Workers plain = workers_of(whole_ledger, {});
  const std::string whole = bits_of(run(sample.ground, sample.candidates, plain));
  const auto folder = scratch / "states";
  stop_within_a_fold(sample, ledger, folder);
  const auto left = files_of(folder);
  REQUIRE(left.size() == 1);
  const Checkpoint found(left[0], left[0].stem().native());
  CHECK(found.note().find("goes on from ") == 0);

  const Workers rest = workers_of(ledger, folder);
  CHECK(bits_of(run(sample.ground, sample.candidates, rest)) == whole);
  CHECK(files_of(folder).empty());
  // Everything is in the ledger now.
  std::size_t open = 99;
  Workers again = workers_of(ledger, folder);
  again.on_start = [&](std::size_t total, std::size_t done) { open = total - done; };
  CHECK(bits_of(run(sample.ground, sample.candidates, again)) == whole);
  CHECK(open == 0);
}

TEST_CASE("a damaged state of a fold is told with its file") {
  const TemporaryFolder scratch;
  const Sample sample(150);
  store::Ledger ledger(scratch / "ledger.sqlite");
  const auto folder = scratch / "states";
  stop_within_a_fold(sample, ledger, folder);
  const auto left = files_of(folder);
  REQUIRE(left.size() == 1);
  std::filesystem::resize_file(left[0], std::filesystem::file_size(left[0]) / 2);
  CHECK_THROWS_WITH(run(sample.ground, sample.candidates, workers_of(ledger, folder)),
                    Catch::Contains(left[0].filename().native()));
}

TEST_CASE("a short fit leaves no state, and a state of other options is not read") {
  const TemporaryFolder scratch;
  const Sample sample(3), other(4);
  store::Ledger ledger(scratch / "ledger.sqlite");
  const auto folder = scratch / "states";
  Workers workers = workers_of(ledger, folder);
  workers.long_seconds = 3600;
  run(sample.ground, sample.candidates, workers);
  CHECK(files_of(folder).empty());
  CHECK_FALSE(sample.candidates[0].key == other.candidates[0].key);
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "another.safetensors") << "of no unit";
  run(other.ground, other.candidates, workers_of(ledger, folder));
  CHECK(files_of(folder).size() == 1);
}
