#include <catch2/catch.hpp>
#include <chrono>
#include <cstdio>

#include "tests/cli/binary.hpp"

using namespace dlflow;

namespace {

/// Two folds of a quick model and of one that takes long enough to be stopped.
void write_config(const std::filesystem::path& path, const std::string& more = "") {
  std::ofstream(path)
      << "project: slow\n"
         "define:\n"
         "  data: " DLFLOW_SOURCE_DIR
         "/datasets/iris.csv\n"
         "  target: species\n"
         "evaluate:\n"
         "  cross_validation: {folds: 2}\n"
         "  models:\n"
         "    logistic_regression:\n"
         "    mlp: {hidden: [8], train: {epochs: 20000, early_stopping: {patience: 1000000}}}\n"
      << more;
}

std::vector<std::string> command(const TemporaryFolder& scratch, const std::string& runs,
                                 const std::string& jobs = "2") {
  return {"run", scratch / "slow.yaml", "--runs", scratch / runs, "--jobs", jobs};
}

/// How much of the work is done, as the message of a stop says it.
struct Done {
  int done = -1, all = -1;
};
Done done_of(const std::string& message, const std::string& mark) {
  Done out;
  const auto at = message.find(mark);
  if (at != std::string::npos)
    std::sscanf(message.c_str() + at + mark.size(), "%d of %d fits are done", &out.done, &out.all);
  return out;
}

void check_goes_on(const TemporaryFolder& scratch, const Done& before, const std::string& wanted) {
  const Outcome rest = Binary(scratch, command(scratch, "stopped"), scratch.path()).wait();
  INFO(rest.err);
  CHECK(rest.code == 0);
  CHECK(rest.err.find("evaluate: 0 of " + std::to_string(before.all - before.done)) !=
        std::string::npos);
  CHECK(digest_of(rest) == wanted);
}

}  // namespace

TEST_CASE("a signal stops an evaluation, says how much is done, and the next run goes on") {
  const auto [number, code, mark] = GENERATE(table<int, int, std::string>({
      {SIGTERM, 75, "stopped by signal 15: "},
      {SIGUSR1, 75, "stopped by signal 10: "},
      {SIGINT, 130, "interrupted: "},
  }));
  const TemporaryFolder scratch;
  write_config(scratch / "slow.yaml");
  const Outcome whole = Binary(scratch, command(scratch, "whole"), scratch.path()).wait();
  INFO(whole.err);
  REQUIRE(whole.code == 0);

  const Binary stopped(scratch, command(scratch, "stopped"), scratch.path());
  REQUIRE(stopped.says("evaluate: 0 of 8"));
  stopped.send(number);
  const Outcome outcome = stopped.wait();
  CAPTURE(outcome.err);
  CHECK(outcome.code == code);
  const Done done = done_of(outcome.err, mark);
  CHECK(done.done >= 0);
  CHECK(done.done < 8);
  CHECK(done.all == 8);
  check_goes_on(scratch, done, digest_of(whole));
}

TEST_CASE("a time limit stops an evaluation with exit 75, and the next run goes on") {
  const TemporaryFolder scratch;
  write_config(scratch / "slow.yaml");
  const Outcome whole = Binary(scratch, command(scratch, "whole"), scratch.path()).wait();
  REQUIRE(whole.code == 0);

  auto words = command(scratch, "stopped", "1");
  words.insert(words.end(), {"--set", "evaluate.limit_seconds=0.02"});
  const Outcome outcome = Binary(scratch, words, scratch.path()).wait();
  CAPTURE(outcome.err);
  CHECK(outcome.code == 75);
  const Done done = done_of(outcome.err, "stopped by the time limit: ");
  CHECK(done.done < 8);
  CHECK(done.all == 8);
  check_goes_on(scratch, done, digest_of(whole));
}

TEST_CASE("a time limit also ends a fit that is under way") {
  const TemporaryFolder scratch;
  write_config(scratch / "slow.yaml");
  auto words = command(scratch, "stopped", "1");
  words.insert(words.end(), {"--set", "evaluate.limit_seconds=0.5", "--set",
                             "evaluate.models.mlp.train.epochs=1000000"});
  const auto start = std::chrono::steady_clock::now();
  const Outcome outcome = Binary(scratch, words, scratch.path()).wait();
  CAPTURE(outcome.err);
  CHECK(outcome.code == 75);
  const Done done = done_of(outcome.err, "stopped by the time limit: ");
  CHECK(done.done >= 0);
  CHECK(done.done < done.all);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("the interruption of a single fit ends with exit 130, its termination with exit 75") {
  const auto [number, code] = GENERATE(table<int, int>({{SIGINT, 130}, {SIGTERM, 75}}));
  const std::string model = GENERATE("mlp", "xgboost");
  CAPTURE(number, model);
  const TemporaryFolder scratch;
  write_config(scratch / "slow.yaml", "    xgboost: {rounds: 100000}\n");
  const Binary binary(scratch,
                      {"train", scratch / "slow.yaml", "--runs", scratch / "runs", "--model", model,
                       "--set", "evaluate.models.mlp.train.epochs=1000000"},
                      scratch.path());
  REQUIRE(binary.is_listening());
  binary.send(number);
  const Outcome outcome = binary.wait();
  INFO(outcome.err);
  CHECK(outcome.code == code);
}

TEST_CASE("of two processes on one run folder the second ends with exit 7 and names the first") {
  const TemporaryFolder scratch;
  write_config(scratch / "slow.yaml");
  const Binary first(scratch, command(scratch, "runs"), scratch.path());
  REQUIRE(first.says("evaluate: 0 of 8"));
  const Outcome second = Binary(scratch, command(scratch, "runs"), scratch.path()).wait();
  CHECK(second.code == 7);
  CHECK(second.err.find("in use by process ") != std::string::npos);
  CHECK(first.wait().code == 0);
}
